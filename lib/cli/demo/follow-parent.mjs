// Loaded into the demo's child processes: they end when the demo does, however it ends. Its end closes their standard input.
process.stdin.on("end", () => process.kill(process.pid, "SIGTERM"));
process.stdin.on("error", () => process.kill(process.pid, "SIGTERM"));
process.stdin.resume();
