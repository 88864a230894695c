import { InlineAlert } from "./inline-alert";
import classes from "./parked-notice.module.css";
import { TextLink } from "./text-link";

/** Warns while accounts are parked: nothing of theirs is posted or invoiced. Nothing where none is. */
export function ParkedNotice({ accounts }: { accounts: number }) {
  if (accounts === 0) return null;
  const who =
    accounts === 1 ? "1 account is parked" : `${accounts.toLocaleString("en-US")} accounts are parked`;
  return (
    <div className={classes.notice}>
      <InlineAlert
        tone="bad"
        title={who}
        action={<TextLink href="/finance/conservation">See why in Conservation</TextLink>}
      >
        {accounts === 1
          ? "Nothing of it is posted or invoiced until it adds up, or someone releases it. "
          : "Nothing of theirs is posted or invoiced until they add up, or someone releases them. "}
        All other accounts are billed.
      </InlineAlert>
    </div>
  );
}
