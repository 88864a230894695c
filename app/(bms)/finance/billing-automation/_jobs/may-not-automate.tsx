import { FullPageMessage } from "@/app/_components/full-page-message";

/** For who may look at jobs, and not change them. */
export function MayNotAutomate({ role }: { role: string }) {
  return (
    <FullPageMessage
      title="Jobs are managed by Finance"
      description={`Your role, ${role}, does not change billing jobs. Ask a Finance Manager or an Administrator.`}
    />
  );
}
