import { formatUnits } from "@/app/_components/format-units";
import classes from "./apply-rule.module.css";
import type { RulePreview } from "./chosen-previews";

/** Why an account is left out, or what to look at before a line is added for it. */
export function PreviewNotes({ preview }: { preview: RulePreview }) {
  const { refusal, reasons, state, assets, overlaps, nearMisses } = preview;
  if (refusal !== null) return <span className={classes.muted}>{refusal}</span>;
  const warnings = [
    ...overlaps.map(({ lineName, contractName, units, assets: shared }) => {
      const these = shared === 1 ? "1 of these assets" : `${shared} of these assets`;
      return `${lineName} of ${contractName} bills ${these}, ${formatUnits(units)} units: they would be billed twice.`;
    }),
    ...nearMisses.map(
      ({ fieldName, value, nearTo, units }) =>
        `${fieldName} “${value}” almost matches “${nearTo}” and is left out, ${formatUnits(units)} units.`,
    ),
  ];
  const facts =
    state === "counted"
      ? [assets === 1 ? "1 asset" : `${assets} assets`]
      : state === "empty"
        ? ["No asset matches. A line would bill as soon as one does."]
        : reasons.map(({ message }) => `${message}.`);
  return (
    <ul className={classes.notes}>
      {facts.map((fact) => (
        <li key={fact} className={classes.muted}>
          {fact}
        </li>
      ))}
      {warnings.map((warning) => (
        <li key={warning} className={classes.warn}>
          {warning}
        </li>
      ))}
    </ul>
  );
}
