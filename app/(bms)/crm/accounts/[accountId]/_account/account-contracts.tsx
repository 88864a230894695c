import { ButtonLink } from "@/app/_components/button-link";
import { CalendarDate } from "@/app/_components/calendar-date";
import { EmptyState } from "@/app/_components/empty-state";
import { PlainTable } from "@/app/_components/plain-table";
import { SectionCard } from "@/app/_components/section-card";
import { StatusBadge } from "@/app/_components/status-badge";
import { TextLink } from "@/app/_components/text-link";
import type { AccountPage } from "@/lib/queries/accounts/account-page";

const COLUMNS = [
  { key: "name", header: "Contract" },
  { key: "status", header: "Status" },
  { key: "cycle", header: "Billing cycle" },
  { key: "startOn", header: "Start date", noWrap: true },
  { key: "endOn", header: "End date", noWrap: true },
  { key: "lines", header: "Service lines", align: "end" as const },
];

type AccountContractsProps = { account: AccountPage; mayAdd: boolean };

/** The account's recurring services contracts, active ones first. */
export function AccountContracts({ account: { id, contracts }, mayAdd }: AccountContractsProps) {
  const add = `/finance/contracts/new?account=${id}`;
  if (contracts.length === 0)
    return (
      <SectionCard title="Contracts">
        <EmptyState
          title="No contracts yet"
          description="This account is billed nothing until it has a recurring services contract."
          action={mayAdd ? <ButtonLink href={add}>Add contract</ButtonLink> : undefined}
        />
      </SectionCard>
    );
  return (
    <SectionCard
      title="Contracts"
      padding="flush"
      actions={mayAdd ? <TextLink href={add}>Add contract</TextLink> : undefined}
    >
      <PlainTable
        caption="Contracts of this account"
        columns={COLUMNS}
        rows={contracts.map((contract) => ({
          key: contract.id,
          cells: {
            name: (
              <TextLink href={`/finance/contracts/${contract.id}`} isStrong>
                {contract.name}
              </TextLink>
            ),
            status: <StatusBadge status={contract.status} />,
            cycle: `${contract.billingCycle[0]?.toUpperCase()}${contract.billingCycle.slice(1)}`,
            startOn: <CalendarDate on={contract.startOn} />,
            endOn: contract.endOn ? <CalendarDate on={contract.endOn} /> : "Open",
            lines: contract.lines,
          },
        }))}
      />
    </SectionCard>
  );
}
