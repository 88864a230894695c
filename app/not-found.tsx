import { ButtonLink } from "./_components/button-link";
import { FullPageMessage } from "./_components/full-page-message";

/** An address that leads nowhere, or to something of another tenant: the answer is the same, so nothing is given away. */
export default function NotFound() {
  return (
    <FullPageMessage
      isAlone
      title="There is nothing at this address"
      description="It may have been removed, or you may not be allowed to see it."
      actions={<ButtonLink href="/">Go to Today</ButtonLink>}
    />
  );
}
