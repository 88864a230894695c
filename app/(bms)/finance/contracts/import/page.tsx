import { IconDownload } from "@tabler/icons-react";
import type { Metadata } from "next";
import { connection } from "next/server";
import { PageHeader } from "@/app/_components/page-header";
import { can } from "@/lib/auth/policy";
import { requireSession } from "@/lib/auth/session";
import { CONTRACTS_TRAIL } from "../_components/contracts-trail";
import { MayNotManage } from "../_components/may-not-manage";
import { FormatGuide } from "./_import/format-guide";
import { ImportScreen } from "./_import/import-screen";
import { TemplateLink } from "./_import/template-link";

export const metadata: Metadata = { title: "Import contracts" };

/** Finance > Contracts > Import: contracts and service lines of accounts from a CSV file, after a dry run. */
export default async function ImportContractsPage() {
  await connection();
  const { user } = await requireSession();
  if (!can(user.role, "contracts.manage")) return <MayNotManage role={user.role} />;
  return (
    <>
      <PageHeader
        title="Import contracts"
        trail={CONTRACTS_TRAIL}
        description="Contracts and service lines from a CSV file. The file is checked first; then all of it is imported, or nothing."
        actions={<TemplateLink leftSection={<IconDownload size={16} aria-hidden="true" />} />}
      />
      <ImportScreen />
      <FormatGuide />
    </>
  );
}
