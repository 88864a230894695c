import { InlineAlert } from "@/app/_components/inline-alert";

/** Said wherever messages wait because nobody named a mail server. */
export function MailServerNotice() {
  return (
    <InlineAlert tone="warn" title="No mail server is set, so e-mail waits here">
      To send it, set SMTP_URL (such as smtp://user:password@mail.example.com:587) and MAIL_FROM (such as
      Flexbill &lt;billing@example.com&gt;) where Flexbill runs, and restart it. What has waited for more than
      a week by then is not sent.
    </InlineAlert>
  );
}
