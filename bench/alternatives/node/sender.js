// Sends the messages of a file by the provider's own library, so many at once over connections that
// are kept. sender.js FILE BASE_URL CONNECTIONS USER PASSWORD; says how many were accepted.
// Guarantees nothing: what is in memory when it dies is lost, and what was in flight may be sent.
const fs = require("fs");
const readline = require("readline");
const twilio = require("twilio");

const [file, baseUrl, connections, user, password] = process.argv.slice(2);
const count = Number(connections);
const client = twilio(user, password, {
  accountSid: "AC" + "a".repeat(32),
  httpClient: new twilio.RequestClient({
    keepAlive: true,
    maxSockets: count,
    maxTotalSockets: count,
    maxFreeSockets: count,
  }),
});
client.proxy.baseUrl = baseUrl;

async function main() {
  const input = readline.createInterface({ input: fs.createReadStream(file) });
  const lines = input[Symbol.asyncIterator]();
  let sent = 0;
  async function work() {
    for (;;) {
      const { value, done } = await lines.next();
      if (done) return;
      const message = JSON.parse(value);
      await client.proxy.v1
        .services(message.service)
        .sessions(message.session)
        .participants(message.participant)
        .messageInteractions.create({ body: message.body });
      ++sent;
    }
  }
  await Promise.all(Array.from({ length: count }, work));
  console.log(`sent ${sent}`);
  process.exit(0);
}

main();
