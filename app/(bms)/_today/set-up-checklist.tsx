import { IconCircle, IconCircleCheckFilled } from "@tabler/icons-react";
import { ButtonLink } from "@/app/_components/button-link";
import { SectionCard } from "@/app/_components/section-card";
import { can, type Permission } from "@/lib/auth/policy";
import type { Session } from "@/lib/auth/session";
import type { SetUpStep } from "@/lib/queries/today-overview";
import classes from "./today.module.css";

type StepWords = {
  title: string;
  path: string;
  text: string;
  href: string;
  action: string;
  permission: Permission;
};

const WORDS: Record<SetUpStep["step"], StepWords> = {
  "it-glue-settings": {
    title: "Enable the IT Glue integration",
    path: "Admin › My Company › IT Glue Settings",
    text: "Subdomain, server and API key, and which organizations take part in the two-way sync.",
    href: "/admin/my-company/it-glue-settings",
    action: "Open settings",
    permission: "settings.manage",
  },
  connect: {
    title: "Connect your own IT Glue account",
    path: "My Settings › Integrations",
    text: "Everyone who updates units connects once.",
    href: "/my-settings/integrations",
    action: "Connect",
    permission: "connect.self",
  },
  organizations: {
    title: "Sync organizations",
    path: "CRM › Accounts",
    text: "Each IT Glue organization comes over as an account.",
    href: "/crm/accounts",
    action: "Open accounts",
    permission: "organizations.sync",
  },
  service: {
    title: "Add a service",
    path: "Admin › Finance › Services",
    text: "One for every kind of flexible asset that you bill, named as customers shall read it.",
    href: "/admin/finance/services",
    action: "Add a service",
    permission: "services.manage",
  },
  contract: {
    title: "Add a recurring services contract",
    path: "Finance › Contracts",
    text: "With a service line that is billed by flexible assets.",
    href: "/finance/contracts",
    action: "Add a contract",
    permission: "contracts.manage",
  },
};

/** The way from an empty company to the first counted line; gone once every step is done. */
export function SetUpChecklist({ steps, role }: { steps: SetUpStep[]; role: Session["user"]["role"] }) {
  const next = steps.find((step) => !step.isDone);
  const done = steps.filter((step) => step.isDone).length;
  return (
    <div className={classes.setUp}>
      <SectionCard
        title="Set up Flexbill"
        description={`${done} of ${steps.length} steps done`}
        padding="flush"
      >
        <ol className={classes.steps}>
          {steps.map(({ step, isDone }) => {
            const words = WORDS[step];
            return (
              <li key={step} className={classes.step} data-done={isDone || undefined}>
                {isDone ? (
                  <IconCircleCheckFilled size={22} className={classes.done} role="img" aria-label="Done" />
                ) : (
                  <IconCircle size={22} stroke={1.5} className={classes.open} role="img" aria-label="To do" />
                )}
                <div className={classes.stepTexts}>
                  <div className={classes.stepTitle}>{words.title}</div>
                  <div className={classes.stepText}>{words.text}</div>
                  <div className={classes.stepText}>{words.path}</div>
                </div>
                {!isDone &&
                  (can(role, words.permission) ? (
                    <ButtonLink
                      href={words.href}
                      variant={step === next?.step ? "filled" : "default"}
                      size="xs"
                    >
                      {words.action}
                    </ButtonLink>
                  ) : (
                    <span className={classes.stepText}>Not with your role</span>
                  ))}
              </li>
            );
          })}
        </ol>
      </SectionCard>
    </div>
  );
}
