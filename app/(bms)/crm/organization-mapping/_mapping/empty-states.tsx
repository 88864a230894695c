import { ButtonLink } from "@/app/_components/button-link";
import type { EmptyStateProps } from "@/app/_components/empty-state";
import type { MappingTab, OrganizationMapping } from "@/lib/queries/organization-mapping";

/** What stands in a list of the mapping screen that holds nothing, without search and filter. */
export function emptyState(
  tab: MappingTab,
  { integration, counts }: OrganizationMapping,
  maySetUp: boolean,
): EmptyStateProps {
  if (integration === "not-set-up")
    return {
      title: "No organizations yet",
      description: "Connect your company to its IT Glue account first; then its organizations come over.",
      action: maySetUp ? (
        <ButtonLink href="/admin/my-company/it-glue-settings">Open IT Glue Settings</ButtonLink>
      ) : undefined,
    };
  switch (tab) {
    case "suggested":
      return counts.organizations === 0
        ? {
            title: "Nothing to suggest",
            description: "Every organization that takes part in the sync has an account.",
          }
        : {
            title: "Nothing to suggest",
            description: "No organization without an account is like one of your accounts by name.",
            action: (
              <ButtonLink href="/crm/organization-mapping?tab=organizations" variant="default">
                Show organizations without an account
              </ButtonLink>
            ),
          };
    case "linked":
      return {
        title: "No organization is linked yet",
        description:
          "Sync organizations: each of them becomes an account, or is linked to the one of its name.",
        action: <ButtonLink href="/crm/accounts">Open Accounts</ButtonLink>,
      };
    case "organizations":
      return {
        title: "Every organization has an account",
        description: "All that take part in the sync. Others are found by the filter above.",
      };
    case "accounts":
      return {
        title: "Every account has an organization",
        description: "Flexible assets can be counted for all of them.",
      };
  }
}
