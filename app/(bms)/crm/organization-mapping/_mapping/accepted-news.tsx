import { InlineAlert } from "@/app/_components/inline-alert";
import classes from "./mapping.module.css";

type AcceptedSuggestions = {
  linked: { organizationName: string; accountName: string }[];
  refused: { organizationId: string; organizationName: string; message: string }[];
};

/** What came of accepted suggestions: how many were linked, and each that was not, with why. */
export function AcceptedNews({ accepted: { linked, refused } }: { accepted: AcceptedSuggestions }) {
  const [first] = linked;
  return (
    <>
      {first && (
        <InlineAlert tone="ok" isLive>
          {linked.length === 1
            ? `${first.organizationName} was linked to ${first.accountName}.`
            : `${linked.length} organizations were linked.`}
        </InlineAlert>
      )}
      {refused.length > 0 && (
        <InlineAlert
          tone="warn"
          isLive
          title={
            refused.length === 1
              ? "1 organization was not linked"
              : `${refused.length} organizations were not linked`
          }
        >
          <ul className={classes.list}>
            {refused.map(({ organizationId, organizationName, message }) => (
              <li key={organizationId}>
                <strong>{organizationName}</strong>: {message}
              </li>
            ))}
          </ul>
        </InlineAlert>
      )}
    </>
  );
}
