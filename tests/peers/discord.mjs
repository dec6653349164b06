// The twin of Discord with one server, one channel and one person, steered over HTTP: see twin.py.
import http from "node:http";
import { DigitalDiscord } from "discord-digital-twin";

const PERSON = "200000000000000007", CHANNEL = "300000000000000008", GUILD = "400000000000000009";
const discord = new DigitalDiscord({
  guild: {
    id: GUILD, name: "Reading room", ownerId: PERSON,
    channels: [{ id: CHANNEL, name: "news", type: 0 }],
  },
  users: [{ id: PERSON, username: "ann" }],
});
await discord.start();

const where = { channelId: CHANNEL, userId: PERSON, guildId: GUILD };
const acts = {
  interact: ({ type, data, message }) =>
    discord.simulateInteraction({ ...where, type, data, messageId: message }),
  answer: async ({ id }) => {
    const row = await discord.prisma.interactionResponse.findUnique({ where: { interactionId: id } });
    return { acknowledged: row.acknowledged, type: row.type, message: row.messageId, data: JSON.parse(row.data ?? "null") };
  },
  messages: () => discord.channel(CHANNEL).getMessages(),
};

const control = http.createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  try {
    const made = await acts[request.url.slice(1)](JSON.parse(Buffer.concat(chunks).toString() || "{}"));
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify(made ?? null, (_, value) => (typeof value === "bigint" ? String(value) : value)));
  } catch (error) {
    response.writeHead(500);
    response.end(String(error?.stack ?? error));
  }
});
control.listen(0, "127.0.0.1", () =>
  console.log(JSON.stringify({
    control: control.address().port, rest: discord.restUrl, gateway: discord.gatewayUrl,
    token: discord.botToken, channel: CHANNEL, guild: GUILD, person: PERSON,
  })),
);
