import { InlineAlert } from "@/app/_components/inline-alert";
import { TextLink } from "@/app/_components/text-link";
import type { LostIdentity } from "@/lib/queries/it-glue-settings-notice";
import classes from "./today.module.css";

const WHY = {
  "needs-reconnect": "but IT Glue no longer accepts that connection",
  disconnected: "but that connection is gone",
  disabled: "who no longer has access to Flexbill",
} as const;

type ItGlueIdentityNoticeProps = { lost: LostIdentity; userId: string; maySetUp: boolean };

/** Nothing is counted for anybody until somebody acts: said first, with the way for whoever reads it. */
export function ItGlueIdentityNotice({ lost, userId, maySetUp }: ItGlueIdentityNoticeProps) {
  const isOwn = lost.userId === userId;
  return (
    <div className={classes.notice}>
      <InlineAlert
        tone="bad"
        title="Nothing can be counted in IT Glue"
        action={
          isOwn && lost.status !== "disabled" ? (
            <TextLink href="/my-settings/integrations">Connect again</TextLink>
          ) : (
            maySetUp && (
              <TextLink href="/admin/my-company/it-glue-settings">
                Choose who counts in IT Glue Settings
              </TextLink>
            )
          )
        }
      >
        IT Glue is counted as {isOwn ? "you" : lost.userName}, {WHY[lost.status]}. Units and money stay as
        they were.
        {!isOwn && !maySetUp && " An Administrator can choose another identity in IT Glue Settings."}
      </InlineAlert>
    </div>
  );
}
