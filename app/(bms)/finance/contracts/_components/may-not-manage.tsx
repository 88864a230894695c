import { FullPageMessage } from "@/app/_components/full-page-message";

/** In place of a form that this person's role does not open. */
export function MayNotManage({ role }: { role: string }) {
  return (
    <FullPageMessage
      title="Contracts are managed by Finance"
      description={`Your role, ${role}, does not change contracts. Ask a Finance Manager or an Administrator.`}
    />
  );
}
