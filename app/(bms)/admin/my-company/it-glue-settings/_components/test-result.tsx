import type { ActionError } from "@/app/_components/action-error";
import { ActionErrorAlert } from "@/app/_components/action-error-alert";
import { InlineAlert } from "@/app/_components/inline-alert";
import classes from "./it-glue-settings.module.css";

type TestResultProps = {
  result:
    | { ok: true; accountName: string; replaces: string | null; otherSubdomain: string | null }
    | { ok: false; message: string; fields: { path: string; message: string }[] }
    | undefined;
  error: ActionError | null;
  /** The typed settings let a connected user count: the test says nothing about them. */
  isUserCounting: boolean;
};

/** What "Test connection" found, beside its button; it stands until a value is changed. */
export function TestResult({ result, error, isUserCounting }: TestResultProps) {
  if (error) return <ActionErrorAlert error={error} />;
  if (!result) return null;
  if (!result.ok)
    return (
      <InlineAlert tone="bad" title="Not connected" isLive>
        {result.message}
        {result.fields.length > 1 && (
          <ul className={classes.stops}>
            {result.fields.map(({ path, message }) => (
              <li key={path}>{message}</li>
            ))}
          </ul>
        )}
      </InlineAlert>
    );
  const { accountName, replaces, otherSubdomain } = result;
  const isGood = replaces === null && otherSubdomain === null;
  return (
    <InlineAlert tone={isGood ? "ok" : "warn"} title={`IT Glue answered as “${accountName}”`} isLive>
      {replaces !== null &&
        `Your company is connected to “${replaces}” so far. Saving moves it to this account, and everybody connects anew. `}
      {otherSubdomain !== null &&
        `IT Glue's own links have the subdomain “${otherSubdomain}”, not the one you typed: counts work, links to assets would not. `}
      {isUserCounting && "This key works; counts are made as the connected user chosen below. "}
      {isGood ? "These values work. They are not saved yet." : "Nothing is saved yet."}
    </InlineAlert>
  );
}
