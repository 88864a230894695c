"use client";

import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useAppAction } from "@/app/_components/action-feedback";
import { CalendarDate } from "@/app/_components/calendar-date";
import { ConfirmDialog } from "@/app/_components/confirm-dialog";
import { Instant } from "@/app/_components/instant";
import { PlainTable } from "@/app/_components/plain-table";
import { SectionCard } from "@/app/_components/section-card";
import { Units } from "@/app/_components/units";
import type { OverrideRecord } from "@/lib/queries/line-page";
import { withdrawOverrideAction } from "../../actions";
import classes from "./line-page.module.css";

type OverridesSectionProps = {
  line: { id: string; version: number };
  overrides: readonly OverrideRecord[];
  /** The override in force whose units IT Glue counts by now: it does nothing any more. */
  caughtUpId: string | null;
  canManage: boolean;
  timeZone: string;
};

/** Units that people set in place of counted ones; nothing where there are none. */
export function OverridesSection({
  line,
  overrides,
  caughtUpId,
  canManage,
  timeZone,
}: OverridesSectionProps) {
  const [asked, setAsked] = useState<OverrideRecord | null>(null);
  const action = useAppAction(withdrawOverrideAction, {
    onSuccess: () => {
      setAsked(null);
      notifications.show({ color: "green", message: "The counted units apply again." });
    },
  });
  const close = () => {
    setAsked(null);
    action.reset();
  };
  if (overrides.length === 0) return null;
  return (
    <SectionCard title="Overrides" padding="flush">
      <PlainTable
        caption="Units set in place of counted ones, the latest first"
        columns={[
          { key: "days", header: "Days" },
          { key: "units", header: "Units", align: "end", noWrap: true },
          { key: "reason", header: "Reason" },
          { key: "by", header: "Set by" },
          ...(canManage ? [{ key: "withdraw", header: "Withdraw", align: "end" as const }] : []),
        ]}
        rows={overrides.map((override) => ({
          key: override.id,
          cells: {
            days: (
              <>
                <CalendarDate on={override.fromOn} /> through <CalendarDate on={override.throughOn} />
              </>
            ),
            units: <Units units={override.units} />,
            reason: (
              <>
                {override.reason}
                {override.id === caughtUpId && (
                  <div className={classes.muted}>
                    The count has caught up with these units: withdraw the override, and nights change them
                    again.
                  </div>
                )}
              </>
            ),
            by: (
              <>
                {override.recordedBy}, <Instant at={override.recordedAt} timeZone={timeZone} />
              </>
            ),
            withdraw: (
              <Button
                size="xs"
                variant="default"
                aria-label={`Withdraw the override from ${override.fromOn}`}
                onClick={() => setAsked(override)}
              >
                Withdraw
              </Button>
            ),
          },
        }))}
      />
      <ConfirmDialog
        isOpen={asked !== null}
        title="Withdraw this override?"
        confirmLabel="Withdraw"
        pendingLabel="Withdrawing…"
        isPending={action.isPending}
        error={action.error}
        onConfirm={() =>
          asked && action.execute({ overrideId: asked.id, lineId: line.id, version: line.version })
        }
        onCancel={close}
      >
        Its days are billed by what was counted. What is posted already is corrected by items in Billing
        Review.
      </ConfirmDialog>
    </SectionCard>
  );
}
