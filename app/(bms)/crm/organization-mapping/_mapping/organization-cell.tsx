import { Instant } from "@/app/_components/instant";
import type { MappedOrganization } from "@/lib/queries/organization-mapping/suggested";
import classes from "./mapping.module.css";

type OrganizationCellProps = {
  organization: MappedOrganization;
  timeZone: string;
  /** `false`: its type or status is not selected in IT Glue Settings. */
  takesPart?: boolean;
  /** Type and status stand in columns of their own. */
  hasKindColumns?: boolean;
};

/** An organization by name, what tells it from a namesake, and since when it is gone. */
export function OrganizationCell({
  organization,
  timeZone,
  takesPart = true,
  hasKindColumns = false,
}: OrganizationCellProps) {
  const { id, name, shortName, typeName, statusName, missingSince } = organization;
  const kinds = hasKindColumns ? [] : [typeName, statusName];
  const facts = [shortName, ...kinds, `IT Glue ${id}`].filter((fact) => fact !== null);
  return (
    <>
      <div className={classes.name}>{name}</div>
      <div className={classes.quiet}>{facts.join(" · ")}</div>
      {missingSince !== null && (
        <div className={classes.quiet}>
          Gone from IT Glue since <Instant at={missingSince} timeZone={timeZone} />
        </div>
      )}
      {missingSince === null && !takesPart && (
        <div className={classes.quiet}>Its type or status is not selected in IT Glue Settings</div>
      )}
    </>
  );
}
