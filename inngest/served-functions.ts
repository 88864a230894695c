import { hourlyOrganizations } from "./functions/hourly-organizations";
import { moveClock } from "./functions/move-clock";
import { retryMail } from "./functions/retry-mail";
import { runDueBillingJob } from "./functions/run-billing-job";
import { sendQueuedMail } from "./functions/send-mail";
import { startBillingJobs } from "./functions/start-billing-jobs";
import { syncOrganizationsNow } from "./functions/sync-organizations";
import { syncTenant } from "./functions/sync-tenant";
import { tick } from "./functions/tick";

/** Every function of the app. One that is missing here never runs. */
export const servedFunctions = [
  tick,
  syncTenant,
  syncOrganizationsNow,
  hourlyOrganizations,
  moveClock,
  sendQueuedMail,
  retryMail,
  startBillingJobs,
  runDueBillingJob,
];
