import { ButtonLink } from "@/app/_components/button-link";
import { FullPageMessage } from "@/app/_components/full-page-message";

/** A record that is gone, never was, or is another company's: all three look the same, and the menu stays. */
export default function NotFound() {
  return (
    <FullPageMessage
      title="Not found"
      description="There is no such record in your company. It may have been removed, or the address is incomplete."
      actions={<ButtonLink href="/">Go to Today</ButtonLink>}
    />
  );
}
