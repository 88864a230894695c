import frame from "./data-table.module.css";
import classes from "./table-parts.module.css";

export type DataTableSkeletonProps = { caption: string; columnCount?: number; rowCount?: number };

/** A table that is still being read, as tall as the one to come: for `loading.tsx` and Suspense fallbacks. */
export function DataTableSkeleton({ caption, columnCount = 5, rowCount = 8 }: DataTableSkeletonProps) {
  const cells = Array.from({ length: columnCount }, (_, index) => index);
  return (
    <div className={frame.frame} role="status" aria-label={`Loading ${caption}`}>
      <div className={classes.skeleton} aria-hidden="true">
        {Array.from({ length: rowCount + 1 }, (_, row) => row).map((row) => (
          <div key={row} className={classes.skeletonRow}>
            {cells.map((cell) => (
              <span key={cell} style={{ flex: cell === 0 ? 2 : 1 }}>
                <span
                  className={classes.skeletonBar}
                  style={{ width: `${[72, 54, 64, 48, 60][(row + cell) % 5]}%` }}
                />
              </span>
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}
