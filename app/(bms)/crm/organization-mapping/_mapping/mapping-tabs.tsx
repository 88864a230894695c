import Link from "next/link";
import type { MappingTab, OrganizationMapping } from "@/lib/queries/organization-mapping";
import classes from "./mapping.module.css";
import { TAB_LABELS } from "./mapping-address";

type MappingTabsProps = { current: MappingTab; counts: OrganizationMapping["counts"] };

/** The four lists with how much is in each; each has an address of its own. */
export function MappingTabs({ current, counts }: MappingTabsProps) {
  return (
    <nav aria-label="Organization mapping">
      <ul className={classes.tabs}>
        {(Object.keys(TAB_LABELS) as MappingTab[]).map((tab) => (
          <li key={tab}>
            <Link
              href={`/crm/organization-mapping?tab=${tab}`}
              prefetch={false}
              className={classes.tab}
              aria-current={tab === current ? "page" : undefined}
            >
              {TAB_LABELS[tab]}
              <span className={classes.count}>{counts[tab]}</span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
