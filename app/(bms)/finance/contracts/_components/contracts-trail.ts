import type { TrailStep } from "@/app/_components/page-header";

export const CONTRACTS_TRAIL: TrailStep[] = [
  { label: "Finance" },
  { label: "Contracts", href: "/finance/contracts" },
];

/** The menu path down to one contract. */
export function contractTrail(contract: { id: string; contractNumber: number; name: string }): TrailStep[] {
  return [
    ...CONTRACTS_TRAIL,
    { label: `${contract.contractNumber} ${contract.name}`, href: `/finance/contracts/${contract.id}` },
  ];
}
