import type { Metadata } from "next";
import { connection } from "next/server";
import { FullPageMessage } from "@/app/_components/full-page-message";
import { can } from "@/lib/auth/policy";
import { requireSession } from "@/lib/auth/session";
import { connections } from "@/lib/queries/connections";
import { ConnectionsScreen } from "./_components/connections-screen";

export const metadata: Metadata = { title: "IT Glue connections" };

/** Admin > Security > IT Glue connections: who connected their own IT Glue account, without what they connected with. */
export default async function ConnectionsPage() {
  await connection();
  const { user, tenant, scope } = await requireSession();
  if (!can(user.role, "users.manage"))
    return (
      <FullPageMessage
        title="Connections are managed by Administrators"
        description={`Your role, ${user.role}, does not open this page. Your own is under My Settings > Integrations.`}
      />
    );
  return <ConnectionsScreen rows={await connections(scope)} ownId={user.id} timeZone={tenant.timeZone} />;
}
