import {
  IconAlertOctagon,
  IconAlertTriangle,
  IconArrowRight,
  IconCheck,
  IconCircle,
  IconClock,
  IconCloudOff,
  IconLoader,
  IconLock,
  IconPlayerPause,
  IconUnlink,
  IconX,
} from "@tabler/icons-react";
import classes from "./cells.module.css";
import { STATUSES, type Status, type StatusIcon } from "./status";

const ICONS: Record<StatusIcon, typeof IconCheck> = {
  check: IconCheck,
  circle: IconCircle,
  pause: IconPlayerPause,
  unlink: IconUnlink,
  "cloud-off": IconCloudOff,
  broken: IconAlertOctagon,
  clock: IconClock,
  alert: IconAlertTriangle,
  x: IconX,
  lock: IconLock,
  arrow: IconArrowRight,
  loader: IconLoader,
};

export type StatusBadgeProps = {
  status: Status;
  /** A more exact word than the usual one, such as "Linked by hand". */
  label?: string;
};

/** A state as color, icon and word together, so that none of the three carries it alone. */
export function StatusBadge({ status, label }: StatusBadgeProps) {
  const look = STATUSES[status];
  const Icon = ICONS[look.icon];
  return (
    <span className={classes.badge} data-tone={look.tone}>
      <Icon size={13} stroke={2.2} aria-hidden="true" />
      {label ?? look.label}
    </span>
  );
}
