"use client";

import { ButtonLink } from "@/app/_components/button-link";
import { InlineAlert } from "@/app/_components/inline-alert";
import { Instant } from "@/app/_components/instant";
import { KeyValue } from "@/app/_components/key-value";
import { SectionCard } from "@/app/_components/section-card";
import { StatusBadge } from "@/app/_components/status-badge";
import { IT_GLUE_SERVERS } from "@/lib/domain/regions";
import type { Integrations } from "@/lib/queries/integrations";
import { ConnectButton } from "./connect-button";
import { ConnectedFoot } from "./connected-foot";
import classes from "./integrations.module.css";
import { PersonalKeyForm } from "./personal-key-form";

type ItGlueConnectProps = {
  own: Integrations;
  /** `api-key` where this deployment has no sign-in with IT Glue. */
  kind: "oauth" | "api-key";
  mayConnect: boolean;
  maySetUp: boolean;
  role: string;
  timeZone: string;
};

/** The person's own IT Glue account: whether it is connected, and the way to change that. */
export function ItGlueConnect({ own, kind, mayConnect, maySetUp, role, timeZone }: ItGlueConnectProps) {
  const { status, account } = own;
  return (
    <SectionCard title="IT Glue" actions={<StatusBadge status={status} />}>
      <div className={classes.card}>
        <p className={classes.lead}>
          Update Units on a service line asks for your own Connect: it proves that you work with your
          company's documentation. The count itself always comes through one identity, so that two people
          never see two counts.
        </p>
        {own.isCounting && (
          <InlineAlert
            tone={status === "connected" ? "info" : "bad"}
            title={
              status === "connected" ? "Your company counts as you" : "Nothing is counted until you connect"
            }
          >
            {status === "connected"
              ? "An Administrator chose your connection to count for everybody. If it ends, nightly counts stop and units stay as they are."
              : "An Administrator chose your connection to count for everybody. Units and money stay as they were; they can choose another identity in IT Glue Settings."}
          </InlineAlert>
        )}
        {own.own && account && <Facts own={own} timeZone={timeZone} />}
        {own.obstacle !== null ? (
          <Obstacle obstacle={own.obstacle} maySetUp={maySetUp} />
        ) : !mayConnect ? (
          <InlineAlert tone="info">Your role, {role}, looks at everything and connects nothing.</InlineAlert>
        ) : (
          <>
            {status === "needs-reconnect" && (
              <InlineAlert tone="bad" title="Reconnect needed">
                IT Glue no longer accepts what you connected with. Units and money are not touched by this;
                you cannot press Update Units until you connect again.
              </InlineAlert>
            )}
            {status !== "connected" &&
              (kind === "oauth" ? (
                <ConnectButton label={status === "needs-reconnect" ? "Reconnect" : "Connect"} />
              ) : (
                <PersonalKeyForm accountName={account?.name ?? ""} />
              ))}
          </>
        )}
        {own.own && mayConnect && (
          <ConnectedFoot canCheck={own.obstacle === null} isCounting={own.isCounting} />
        )}
      </div>
    </SectionCard>
  );
}

function Facts({ own: { own, account }, timeZone }: Pick<ItGlueConnectProps, "own" | "timeZone">) {
  if (!own || !account) return null;
  return (
    <KeyValue
      variant="grid"
      entries={[
        {
          label: "IT Glue account",
          value: account.name,
          note: `${IT_GLUE_SERVERS[account.server].label} server`,
        },
        { label: "Connected since", value: <Instant at={own.connectedAt} timeZone={timeZone} /> },
        { label: "Last used", value: <Instant at={own.lastUsedAt} timeZone={timeZone} empty="Never" /> },
        {
          label: "Connected by",
          value:
            own.kind === "oauth" ? "Signing in with IT Glue" : `API key ending in …${own.lastFour ?? ""}`,
        },
      ]}
    />
  );
}

function Obstacle({ obstacle, maySetUp }: { obstacle: "not-set-up" | "disabled"; maySetUp: boolean }) {
  const settings = <ButtonLink href="/admin/my-company/it-glue-settings">Open IT Glue Settings</ButtonLink>;
  return (
    <InlineAlert
      tone="warn"
      title={
        obstacle === "disabled"
          ? "The IT Glue integration is turned off"
          : "The IT Glue integration is not set up yet"
      }
      action={maySetUp ? settings : undefined}
    >
      {maySetUp
        ? "Put that right first, then connect here."
        : "An Administrator does this under Admin › My Company › IT Glue Settings. Then connect here."}
    </InlineAlert>
  );
}
