import { MantineProvider } from "@mantine/core";
import { NuqsTestingAdapter } from "nuqs/adapters/testing";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it, vi } from "vitest";
import type { ImportPlan } from "@/lib/inputs/import/import-plan";
import { ImportPlanView } from "./import-plan-view";

vi.mock("next/navigation", () => ({
  usePathname: () => "/finance/contracts/import",
  useRouter: () => ({}),
  useSearchParams: () => new URLSearchParams(),
}));

const PLAN: ImportPlan = {
  hash: "",
  delimiter: ",",
  counts: { accounts: 1, contracts: 1, lines: 1, uncounted: 0, alreadyThere: 0, faultyRows: 0 },
  rows: [
    {
      row: 2,
      account: "Acme Corp",
      contract: "Managed services",
      line: "Seats",
      bills: "12 units",
      unitPrice: "10.00",
      currency: "USD",
      startOn: "2026-06-01",
      outcome: "new",
      notes: ["Row 3 counts the same assets"],
    },
  ],
  faults: [],
};

function shown(plan: ImportPlan, values: { isCurrent?: boolean; notice?: string } = {}): string {
  return renderToStaticMarkup(
    <NuqsTestingAdapter>
      <MantineProvider>
        <ImportPlanView
          plan={plan}
          notice={values.notice ?? null}
          isCurrent={values.isCurrent ?? true}
          isAsking={false}
          isPending={false}
          error={null}
          onAsk={() => undefined}
          onImport={() => undefined}
        />
      </MantineProvider>
    </NuqsTestingAdapter>,
  );
}

const importButton = (html: string) =>
  /<button[^>]*>(?:(?!<\/button>).)*Import 1 line/s.exec(html)?.[0] ?? null;

describe("a dry run on the screen", () => {
  it("shows each row with what it makes and what to know, and offers the import", () => {
    const html = shown(PLAN);
    for (const words of ["Acme Corp", "Seats", "12 units", "$10.00", "Row 3 counts the same assets"])
      expect(html).toContain(words);
    expect(importButton(html)).not.toBeNull();
    expect(importButton(html)).not.toContain("disabled");
  });

  it("offers no import while there are faults, and lists them with a file of them", () => {
    const html = shown({
      ...PLAN,
      counts: { ...PLAN.counts, faultyRows: 1 },
      faults: [{ row: 3, column: "Unit price", message: "Enter a price" }],
    });
    expect(importButton(html)).toBeNull();
    for (const words of ["Unit price", "Enter a price", "Download faults as CSV"])
      expect(html).toContain(words);
  });

  it("offers no import of rows that were edited since, and says so", () => {
    const html = shown(PLAN, { isCurrent: false });
    expect(importButton(html)).toContain("disabled");
    expect(html).toContain("The rows have changed since they were checked");
  });

  it("says why an approved import wrote nothing", () => {
    expect(shown(PLAN, { notice: "Nothing was imported" })).toContain("Nothing was imported");
  });
});
