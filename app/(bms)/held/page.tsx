import type { Metadata } from "next";
import { connection } from "next/server";
import { PageHeader } from "@/app/_components/page-header";
import { can } from "@/lib/auth/policy";
import { requireSession } from "@/lib/auth/session";
import { heldChanges } from "@/lib/queries/held-changes";
import { HeldTable } from "./_held/held-table";

export const metadata: Metadata = { title: "Held changes" };

/** Changes of units that wait for a person; until then the lines bill their last units. */
export default async function HeldChangesPage() {
  await connection();
  const { scope, user } = await requireSession();
  return (
    <>
      <PageHeader
        title="Held changes"
        trail={[{ label: "Home" }]}
        description="Counts that moved more than usual. Until someone decides, these lines bill their current units."
      />
      <HeldTable changes={await heldChanges(scope)} canDecide={can(user.role, "held.decide")} />
    </>
  );
}
