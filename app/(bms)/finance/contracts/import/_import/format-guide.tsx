import { PlainTable } from "@/app/_components/plain-table";
import { SectionCard } from "@/app/_components/section-card";
import { IMPORT_COLUMNS } from "@/lib/inputs/import/import-columns";
import { MOST_ROWS } from "@/lib/inputs/import/import-limits";
import classes from "./import.module.css";

/** What a file looks like: the rules of the format, and each column. */
export function FormatGuide() {
  return (
    <SectionCard title="Format" padding="flush">
      <ul className={classes.rules}>
        <li>One row is one service line. The columns of its contract are repeated in each of its rows.</li>
        <li>
          The first row names the columns, in any order. Values are separated by commas, semicolons or tabs; a
          value with the separator in it stands in quotation marks.
        </li>
        <li>
          Dates are written YYYY-MM-DD; amounts with a point before the decimals and nothing between
          thousands.
        </li>
        <li>At most {MOST_ROWS} rows. Divide larger files, each with all rows of its contracts.</li>
        <li>
          An import changes no contract and no line that exists: lines that are there already are left out,
          and new lines are added to a contract of the same account and name.
        </li>
        <li>
          Lines that count flexible assets are imported without units. They bill nothing before their first
          count: press Update Units on the line, or approve the night&rsquo;s count under Held changes.
        </li>
      </ul>
      <details className={classes.columns}>
        <summary>What each of the {IMPORT_COLUMNS.length} columns takes</summary>
        <PlainTable
          caption="Columns of an import file"
          columns={[
            { key: "header", header: "Column", width: "22%" },
            { key: "of", header: "Of", width: "10%" },
            { key: "required", header: "Required", width: "10%" },
            { key: "note", header: "What to write" },
          ]}
          rows={IMPORT_COLUMNS.map(({ key, header, of, isRequired, note }) => ({
            key,
            cells: {
              header,
              of: of === "contract" ? "Contract" : "Line",
              required: isRequired ? "Yes" : "No",
              note,
            },
          }))}
        />
      </details>
    </SectionCard>
  );
}
