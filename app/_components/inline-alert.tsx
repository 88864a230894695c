import { IconAlertTriangle, IconCircleCheck, IconInfoCircle, IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./inline-alert.module.css";

const LOOKS = {
  info: { icon: IconInfoCircle, word: "Note" },
  ok: { icon: IconCircleCheck, word: "Done" },
  warn: { icon: IconAlertTriangle, word: "Warning" },
  bad: { icon: IconX, word: "Error" },
} as const;

export type InlineAlertProps = {
  tone: keyof typeof LOOKS;
  title?: string;
  children?: ReactNode;
  /** The way out of what the alert reports: a link or button. */
  action?: ReactNode;
  /** `true` when the alert appears after something the person did: it is then read out. */
  isLive?: boolean;
};

/** News beside the thing it is about. Field news belongs to the field, news of finished work to a notification. */
export function InlineAlert({ tone, title, children, action, isLive = false }: InlineAlertProps) {
  const { icon: Icon, word } = LOOKS[tone];
  return (
    <div
      className={classes.alert}
      data-tone={tone}
      role={isLive ? (tone === "bad" ? "alert" : "status") : undefined}
    >
      <Icon size={18} stroke={1.8} className={classes.icon} role="img" aria-label={word} />
      <div className={classes.texts}>
        {title && <div className={classes.title}>{title}</div>}
        {children && <div>{children}</div>}
      </div>
      {action && <div className={classes.action}>{action}</div>}
    </div>
  );
}
