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
        Nothing of {accounts === 1 ? "it" : "theirs"} is posted or invoiced until it adds up, or someone
        releases it. All other accounts are billed.
      </InlineAlert>
    </div>
  );
}
