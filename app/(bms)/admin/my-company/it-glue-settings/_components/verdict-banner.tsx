import { InlineAlert } from "@/app/_components/inline-alert";
import { Instant } from "@/app/_components/instant";
import type { ItGlueSettingsScreen } from "@/lib/queries/it-glue-settings";
import { verdictInWords } from "./verdict-words";

type VerdictBannerProps = { settings: ItGlueSettingsScreen; timeZone: string };

/** The most important fact of the page, above everything: healthy, or what is wrong and what to do. */
export function VerdictBanner({ settings, timeZone }: VerdictBannerProps) {
  const { verdict } = settings.health;
  const { tone, title, text } = verdictInWords(verdict, settings.account?.name ?? null);
  const at = verdict.state === "healthy" || verdict.state === "failing" ? verdict.at : null;
  return (
    <InlineAlert tone={tone} title={title}>
      {text}{" "}
      {at !== null && (
        <>
          {verdict.state === "healthy" ? "Last success" : "Last error"}:{" "}
          <Instant at={at} timeZone={timeZone} />.
        </>
      )}
    </InlineAlert>
  );
}
