import type { Metadata } from "next";
import { connection } from "next/server";
import { PageHeader } from "@/app/_components/page-header";
import { connectKind } from "@/lib/actions/connect-parts";
import { can } from "@/lib/auth/policy";
import { requireSession } from "@/lib/auth/session";
import { integrations } from "@/lib/queries/integrations";
import { ConnectOutcome } from "./_components/connect-outcome";
import { outcomeInWords } from "./_components/connect-words";
import classes from "./_components/integrations.module.css";
import { ItGlueConnect } from "./_components/it-glue-connect";

export const metadata: Metadata = { title: "Integrations" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** My Settings > Integrations: the signed-in person's own IT Glue account. */
export default async function IntegrationsPage({ searchParams }: Props) {
  await connection();
  const { user, tenant, scope } = await requireSession();
  const own = await integrations(scope, user.id);
  const { connect } = await searchParams;
  const outcome = typeof connect === "string" ? outcomeInWords(connect, own) : null;
  return (
    <>
      <PageHeader
        title="Integrations"
        trail={[{ label: "My Settings" }]}
        description="Your own accounts elsewhere. They prove that you may ask; what is counted is the same for everybody."
      />
      <div className={classes.page}>
        {outcome && <ConnectOutcome {...outcome} />}
        <ItGlueConnect
          own={own}
          kind={connectKind()}
          mayConnect={can(user.role, "connect.self")}
          maySetUp={can(user.role, "settings.manage")}
          role={user.role}
          timeZone={tenant.timeZone}
        />
      </div>
    </>
  );
}
