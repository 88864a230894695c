import { getSession } from "@/lib/auth/session";
import { csvOf, NOTHING, number, text } from "@/lib/domain/exports/cells";
import { recordId } from "@/lib/inputs/typed-fields";
import { type SyncRunLineRow, syncRunDetail } from "@/lib/queries/sync-runs";

type Context = { params: Promise<{ runId: string }> };

const COLUMNS = [
  ...["Business date", "Account", "Contract", "Service line", "Outcome", "State"],
  ...["Units before", "Units", "Why"],
];

/** A run's lines as CSV: what it did to each and why. Nothing in it is run as a formula. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  const session = await getSession();
  if (!session) return Response.json({ error: "Sign in first." }, { status: 401 });
  const runId = recordId.safeParse((await params).runId);
  const detail = runId.success ? await syncRunDetail(session.scope, runId.data) : null;
  if (!detail) return Response.json({ error: "There is no such run." }, { status: 404 });
  const { businessOn } = detail.run;
  return new Response(csvOf({ columns: COLUMNS, rows: detail.lines.map((line) => row(businessOn, line)) }), {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="sync-run-${businessOn}.csv"`,
      "cache-control": "private, no-store",
    },
  });
}

function row(businessOn: string, line: SyncRunLineRow) {
  const units = (value: string | null) => (value === null ? NOTHING : number(value));
  return [
    ...[businessOn, line.accountName, line.contractName, line.lineName, line.outcome, line.state].map(text),
    units(line.previousUnits),
    units(line.units),
    text(line.reasons.map(({ message }) => message).join("; ")),
  ];
}
