import { PlainTable } from "@/app/_components/plain-table";
import { SectionCard } from "@/app/_components/section-card";
import { StatusBadge } from "@/app/_components/status-badge";
import type { AssetPassRow } from "@/lib/queries/asset-passes";
import classes from "../../_runs/runs.module.css";
import { passReason, passSeconds, passStatus } from "./pass-in-words";

const COLUMNS = [
  { key: "type", header: "Asset type" },
  { key: "pass", header: "Pass", width: "32%" },
  { key: "status", header: "Status" },
  { key: "requests", header: "Requests", align: "end", noWrap: true },
  { key: "seconds", header: "Time", align: "end", noWrap: true },
  { key: "assets", header: "Assets", align: "end", noWrap: true },
  { key: "changed", header: "Changed", align: "end", noWrap: true },
  { key: "missing", header: "Gone", align: "end", noWrap: true },
] as const;

const number = new Intl.NumberFormat("en-US");

/** What the run read of IT Glue's assets: each pass with its reason, its cost and what it found. */
export function PassTable({ passes }: { passes: readonly AssetPassRow[] }) {
  if (passes.length === 0) return null;
  return (
    <div style={{ marginTop: "1.25rem" }}>
      <SectionCard
        title="Passes over IT Glue's assets"
        description="Each asset type is read once for all its lines. What broke off changed nothing."
        padding="flush"
      >
        <PlainTable caption="Passes of this run" columns={COLUMNS} rows={passes.map(rowOf)} />
      </SectionCard>
    </div>
  );
}

function rowOf(pass: AssetPassRow) {
  const isFinished = pass.status === "finished";
  const found = (value: number) => (isFinished ? number.format(value) : "–");
  return {
    key: pass.id,
    cells: {
      type: pass.assetTypeName ?? `Type ${pass.assetTypeId}`,
      pass: (
        <div>
          {pass.kind === "full" ? "Full" : "Quick"}
          <div className={classes.quiet}>{passReason(pass)}</div>
        </div>
      ),
      status: <StatusBadge {...passStatus(pass)} />,
      requests: number.format(pass.requests),
      seconds: passSeconds(pass),
      assets: found(pass.assets),
      changed: found(pass.changed),
      missing: found(pass.missing),
    },
  };
}
