import type { ActionError } from "./action-error";
import { InlineAlert } from "./inline-alert";
import { TextLink } from "./text-link";

export type ActionErrorAlertProps = { error: ActionError; title?: string };

/** Shows a server action's refusal beside the control that caused it, with the way out where the server knows one. */
export function ActionErrorAlert({ error, title }: ActionErrorAlertProps) {
  const { fix } = error;
  return (
    <InlineAlert
      tone="bad"
      title={title}
      isLive
      action={typeof fix === "object" ? <TextLink href={fix.href}>{fix.label}</TextLink> : undefined}
    >
      {error.message}
      {typeof fix === "string" && ` ${fix}`}
    </InlineAlert>
  );
}
