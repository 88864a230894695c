import { inngest } from "@/inngest/client";
import { serveRoute } from "@/inngest/serve-route";
import { servedFunctions } from "@/inngest/served-functions";

export const { GET, POST, PUT } = serveRoute(inngest, servedFunctions);
