import { InlineAlert } from "@/app/_components/inline-alert";
import { TextLink } from "@/app/_components/text-link";
import { can } from "@/lib/auth/policy";
import type { Session } from "@/lib/auth/session";
import { integrations } from "@/lib/queries/integrations";
import type { LineForm as LineFormData } from "@/lib/queries/line-form";
import { LineForm } from "./line-form";
import { Prerequisites } from "./prerequisites";

type LineFormScreenProps = {
  session: Session;
  data: LineFormData;
  businessOn: string;
  earliestOn: string | null;
  idForNew?: string;
};

/** The service line form with what still stands in the way of a count; an inactive contract takes no changes. */
export async function LineFormScreen({
  session,
  data,
  businessOn,
  earliestOn,
  idForNew,
}: LineFormScreenProps) {
  const { user, scope, tenant } = session;
  if (data.contract.status === "inactive")
    return (
      <InlineAlert
        tone="warn"
        title="This contract is inactive"
        action={<TextLink href={`/finance/contracts/${data.contract.id}`}>Open the contract</TextLink>}
      >
        Activate it before you change its service lines.
      </InlineAlert>
    );
  const { status } = await integrations(scope, user.id);
  return (
    <LineForm
      data={data}
      prerequisites={
        <Prerequisites
          setUp={data.setUp}
          contract={data.contract}
          connectStatus={status}
          canManageSettings={can(user.role, "settings.manage")}
        />
      }
      businessOn={businessOn}
      timeZone={tenant.timeZone}
      catalogueCurrency={tenant.currency}
      earliestOn={earliestOn}
      idForNew={idForNew}
    />
  );
}
