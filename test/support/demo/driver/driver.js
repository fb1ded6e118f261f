// What a person would do first, done through the extension's public API: connect, make the demo data, open the lab.
const vscode = require('vscode');

/** The server to connect to comes in the environment, so that its password is in no file. */
const url = new URL(process.env.REDIS_PATTERNS_DEMO_URL);

exports.activate = async () => {
  const api = await vscode.extensions.getExtension('redis-patterns.redis-patterns').activate();
  const id = 'demo';
  await api.connections.add(
    {
      id,
      name: 'demo',
      topology: {
        kind: 'standalone',
        endpoint: { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || 6379) },
      },
      ...(url.username && { username: decodeURIComponent(url.username) }),
      database: Number(url.pathname.slice(1) || 0),
      ...(url.protocol === 'rediss:' && { tls: { verify: true } }),
      environment: 'development',
      readOnly: false,
    },
    url.password ? decodeURIComponent(url.password) : undefined,
  );
  await api.connections.connect(id);
  await api.patterns.scaffold('leaderboard');
  await vscode.commands.executeCommand('redisPatterns.lab.open', 'leaderboard');
};
