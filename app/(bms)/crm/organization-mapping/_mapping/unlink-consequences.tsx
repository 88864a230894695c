"use client";

import { Radio, Stack } from "@mantine/core";
import { DateField } from "@/app/_components/date-field";
import { TextLink } from "@/app/_components/text-link";
import { Units } from "@/app/_components/units";
import type { UnlinkPreview } from "@/lib/queries/organization-mapping/unlink-preview";
import classes from "./mapping.module.css";

/** What is to become of units that nothing counts any more; `lastBilledOn` is "" until a whole date is typed. */
export type UnitsChoice = { choice: "keep" | "end"; lastBilledOn: string };

type UnlinkConsequencesProps = {
  preview: UnlinkPreview;
  units: UnitsChoice;
  dateFault?: string;
  onUnits: (units: UnitsChoice) => void;
};

/** Which lines count an organization, what unlinking does to them, and the choice where nothing counts them any more. */
export function UnlinkConsequences({ preview, units, dateFault, onUnits }: UnlinkConsequencesProps) {
  const { account, lines, remaining, nextLeading, organizationName, todayOn } = preview;
  const isLast = remaining.length === 0;
  const next = nextLeading && (
    <p className={classes.paragraph}>
      {nextLeading} becomes the leading organization of {account.name}.
    </p>
  );
  if (lines.length === 0)
    return (
      <>
        <p className={classes.paragraph}>
          No service line of {account.name} counts flexible assets: nothing stops counting.
        </p>
        {next}
      </>
    );
  return (
    <>
      <p className={classes.paragraph}>
        {isLast
          ? `${linesInWords(lines.length)} of ${account.name} will stop counting:`
          : `${linesInWords(lines.length)} of ${account.name} will count without it. Billed units stay as they are: the next count is held until you approve it.`}
      </p>
      <table className={classes.figures}>
        <caption className="visually-hidden">Service lines that count {organizationName}</caption>
        <thead>
          <tr>
            <th scope="col">Service line</th>
            <th scope="col">Billed units</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.id}>
              <th scope="row">
                <TextLink href={`/finance/contracts/${line.contractId}/services/${line.id}`}>
                  {line.name}
                </TextLink>
                <div className={classes.quiet}>{line.contractName}</div>
              </th>
              <td>
                <Units units={line.billedUnits} empty="None yet" />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {next}
      {isLast && (
        <Radio.Group
          label="Units of these lines"
          value={units.choice}
          onChange={(choice) =>
            onUnits({
              choice: choice === "end" ? "end" : "keep",
              lastBilledOn: units.lastBilledOn || todayOn,
            })
          }
        >
          <Stack gap="xs" mt="xs">
            <Radio
              value="keep"
              label="Keep them"
              description="Billed night after night as they are, until an organization is linked again or somebody changes them"
            />
            <Radio
              value="end"
              label="End the lines on a date"
              description="Later days are not billed; where they are posted already, they are credited. A line that starts later is not billed at all, one that ends earlier keeps its end"
            />
            {units.choice === "end" && (
              <DateField
                label="Last billed day"
                value={units.lastBilledOn}
                error={dateFault}
                onChange={(event) => onUnits({ choice: "end", lastBilledOn: event.currentTarget.value })}
              />
            )}
          </Stack>
        </Radio.Group>
      )}
    </>
  );
}

function linesInWords(lines: number): string {
  return lines === 1 ? "1 service line" : `${lines} service lines`;
}
