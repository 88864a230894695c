import { IconInbox } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./empty-state.module.css";

export type EmptyStateProps = {
  /** What is not there, such as "No contracts yet". */
  title: string;
  /** Why, and what comes of the first one. */
  description?: ReactNode;
  /** The way to the first one: a button or link. */
  action?: ReactNode;
  icon?: ReactNode;
};

/** Stands where a list or a figure would be while there is nothing to show, and says how to begin. */
export function EmptyState({ title, description, action, icon }: EmptyStateProps) {
  return (
    <div className={classes.empty}>
      <div className={classes.icon} aria-hidden="true">
        {icon ?? <IconInbox size={26} stroke={1.5} />}
      </div>
      <p className={classes.title}>{title}</p>
      {description && <p className={classes.description}>{description}</p>}
      {action && <div className={classes.action}>{action}</div>}
    </div>
  );
}
