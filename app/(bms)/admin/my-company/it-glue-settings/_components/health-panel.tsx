import { Instant } from "@/app/_components/instant";
import { KeyValue, type KeyValueEntry } from "@/app/_components/key-value";
import { SectionCard } from "@/app/_components/section-card";
import { StatusBadge } from "@/app/_components/status-badge";
import { TextLink } from "@/app/_components/text-link";
import { IT_GLUE_SERVERS } from "@/lib/domain/regions";
import type { ItGlueSettingsScreen } from "@/lib/queries/it-glue-settings";
import { failureInWords } from "./failure-words";

/** What IT Glue answers in five minutes before it refuses, and where Flexbill holds itself back (itglue-api.md 1). */
const IT_GLUE_LIMIT = "3,000";
const OWN_LIMIT = "2,400";

type HealthPanelProps = { settings: ItGlueSettingsScreen; timeZone: string };

/** Which account answers, what the last calls brought, and how much of IT Glue's limit is used. */
export function HealthPanel({ settings, timeZone }: HealthPanelProps) {
  return (
    <SectionCard title="Connection" actions={<ConnectionBadge settings={settings} />}>
      <KeyValue
        variant="grid"
        entries={[
          ...accountEntries(settings),
          ...callEntries(settings, timeZone),
          ...changeEntries(settings, timeZone),
        ]}
      />
    </SectionCard>
  );
}

function accountEntries({ account, counting }: ItGlueSettingsScreen): KeyValueEntry[] {
  const linked = account?.linkedOrganizations ?? 0;
  const user = counting.users.find(({ userId }) => userId === counting.userId);
  return [
    {
      label: "IT Glue account",
      value: account ? account.name : "Not proved yet",
      note: account
        ? `${IT_GLUE_SERVERS[account.server].label} server`
        : "The first key that is saved decides it",
    },
    {
      label: "Counted as",
      value: user ? user.name : "The API key",
      note: user && user.status !== "connected" ? "Cannot count at the moment" : undefined,
    },
    {
      label: "Linked organizations",
      value: <TextLink href="/crm/accounts">{linked}</TextLink>,
      note: linked > 0 ? "While there are any, a key of another account is refused" : undefined,
    },
  ];
}

function callEntries({ health, apiKey }: ItGlueSettingsScreen, timeZone: string): KeyValueEntry[] {
  return [
    {
      label: "Last success",
      value: <Instant at={health.lastSuccessAt} timeZone={timeZone} empty="None yet" />,
    },
    {
      label: "Last error",
      value: <Instant at={health.lastErrorAt} timeZone={timeZone} empty="None" />,
      note: health.lastErrorAt ? failureInWords(health.lastErrorCode) : undefined,
    },
    {
      label: "Requests in the last five minutes",
      value: (
        <span className="numeric">
          {health.requestsLately.toLocaleString("en-US")} of {IT_GLUE_LIMIT}
        </span>
      ),
      note: `Flexbill holds itself back at ${OWN_LIMIT}`,
    },
    {
      label: "Last sync of organizations",
      value: <Instant at={health.organizationsSyncedAt} timeZone={timeZone} empty="None yet" />,
    },
    {
      label: "Age of the key",
      value: apiKey === null ? "No key" : daysInWords(apiKey.ageDays),
      note: apiKey === null ? undefined : `…${apiKey.lastFour}, unused for ${daysInWords(apiKey.unusedDays)}`,
    },
  ];
}

function changeEntries({ identityChangedAt }: ItGlueSettingsScreen, timeZone: string): KeyValueEntry[] {
  if (identityChangedAt === null) return [];
  return [
    {
      label: "Key, server or identity changed",
      value: <Instant at={identityChangedAt} timeZone={timeZone} />,
      note: "Decreases counted after it wait for your approval",
    },
  ];
}

const daysInWords = (days: number) => (days === 1 ? "1 day" : `${days} days`);

function ConnectionBadge({ settings: { health } }: Pick<HealthPanelProps, "settings">) {
  switch (health.verdict.state) {
    case "not-set-up":
      return <StatusBadge status="not-connected" label="Not set up" />;
    case "off":
      return <StatusBadge status="disabled" label="Turned off" />;
    case "identity-lost":
      return <StatusBadge status="needs-reconnect" />;
    case "failing":
      return <StatusBadge status="unreachable" />;
    default:
      return <StatusBadge status="connected" />;
  }
}
