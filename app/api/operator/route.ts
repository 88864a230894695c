import { answerOperator } from "@/lib/cli/operator-door";

export const POST = answerOperator;
