import type { Metadata } from "next";
import { connection } from "next/server";
import { FullPageMessage } from "@/app/_components/full-page-message";
import { can } from "@/lib/auth/policy";
import { requireSession } from "@/lib/auth/session";
import { users } from "@/lib/queries/users";
import { UsersScreen } from "./_components/users-screen";

export const metadata: Metadata = { title: "Users" };

/** Admin > Security > Users: who can sign in, and as what. */
export default async function UsersPage() {
  await connection();
  const { user, tenant, scope } = await requireSession();
  if (!can(user.role, "users.manage"))
    return (
      <FullPageMessage
        title="Users are managed by Administrators"
        description={`Your role, ${user.role}, does not open this page. Ask an Administrator of ${tenant.name}.`}
      />
    );
  return <UsersScreen rows={await users(scope)} ownId={user.id} timeZone={tenant.timeZone} />;
}
