import type { ReactNode } from "react";
import { InlineAlert } from "@/app/_components/inline-alert";
import { TextLink } from "@/app/_components/text-link";
import type { LineForm } from "@/lib/queries/line-form";
import classes from "./line-form.module.css";

type PrerequisitesProps = {
  setUp: Omit<LineForm["setUp"], "organizations"> & Partial<Pick<LineForm["setUp"], "organizations">>;
  /** Whose organizations are needed; null where no one account is meant. */
  contract: Pick<LineForm["contract"], "accountId" | "accountName"> | null;
  connectStatus: "connected" | "not-connected" | "needs-reconnect";
  canManageSettings: boolean;
};

/** What still stands in the way of a count, each with the page where it is put right (domain.md 2.4). */
export function Prerequisites({ setUp, contract, connectStatus, canManageSettings }: PrerequisitesProps) {
  const settings = (label: string): ReactNode =>
    canManageSettings ? (
      <TextLink href="/admin/my-company/it-glue-settings">{label}</TextLink>
    ) : (
      "Ask an Administrator"
    );
  const unmet: { key: string; what: ReactNode }[] = [];
  if (!setUp.isSetUp)
    unmet.push({
      key: "set-up",
      what: <>The IT Glue integration is not set up. {settings("Open IT Glue Settings")}.</>,
    });
  else if (!setUp.isEnabled)
    unmet.push({
      key: "enabled",
      what: <>The IT Glue integration is turned off. {settings("Open IT Glue Settings")}.</>,
    });
  if (setUp.isSetUp && !setUp.isTwoWaySyncEnabled)
    unmet.push({
      key: "two-way",
      what: <>Two-way sync is off, so accounts do not come over. {settings("Turn it on")}.</>,
    });
  if (connectStatus !== "connected")
    unmet.push({
      key: "connect",
      what: (
        <>
          {connectStatus === "needs-reconnect"
            ? "Your own IT Glue account must be connected again."
            : "Your own IT Glue account is not connected."}{" "}
          <TextLink href="/my-settings/integrations">Open My Settings &gt; Integrations</TextLink>.
        </>
      ),
    });
  if (contract && setUp.organizations?.length === 0)
    unmet.push({
      key: "mapping",
      what: (
        <>
          No IT Glue organization is linked to {contract.accountName}.{" "}
          <TextLink href={`/crm/accounts/${contract.accountId}`}>Link one on the account</TextLink>.
        </>
      ),
    });
  if (unmet.length === 0) return null;
  return (
    <InlineAlert tone="warn" title="Before units can be counted">
      <ul className={classes.list}>
        {unmet.map(({ key, what }) => (
          <li key={key}>{what}</li>
        ))}
      </ul>
    </InlineAlert>
  );
}
