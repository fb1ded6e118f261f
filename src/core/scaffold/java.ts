import type { Example, Layout, ProjectFile } from './layout';
import { pascalCase } from './names';
import { toolVersions } from './versions';

/** Java, built by Maven and tested by JUnit. */
export function javaLayout(example: Example): Layout {
  const name = classOf(example);
  return {
    source: { module: `${name}.java`, project: `src/main/java/${name}.java` },
    test: { path: `src/test/java/${name}Test.java`, text: testOf(example, name) },
    manifests: [manifestOf(example)],
    ignored: ['target/'],
    tools: 'a JDK from 17 and Maven',
    install: [],
    runTests: 'mvn test',
    run: `mvn -q compile exec:java -Dexec.mainClass=${name}`,
    // How the client is added depends on the build that is there.
    runModule: [],
  };
}

/** The class that is public, or else the first, gives the file its name. */
function classOf({ id, code }: Example): string {
  const name = /^public (?:final )?class (\w+)/m.exec(code) ?? /^(?:final )?class (\w+)/m.exec(code);
  return name?.[1] ?? pascalCase(id);
}

/** Jedis logs by SLF4J, which complains where it is not said to whom. */
function manifestOf({ client }: Example): ProjectFile {
  const [groupId = '', artifactId = ''] = client.packageName.split(':');
  const text = `<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>com.example</groupId>
  <artifactId>redis-patterns</artifactId>
  <version>1.0-SNAPSHOT</version>

  <properties>
    <maven.compiler.release>17</maven.compiler.release>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
  </properties>

  <dependencies>
    ${dependency(groupId, artifactId, client.version)}
    ${dependency('org.slf4j', 'slf4j-nop', toolVersions.slf4j, 'runtime')}
    ${dependency('org.junit.jupiter', 'junit-jupiter', toolVersions.junit, 'test')}
  </dependencies>

  <build>
    <plugins>
      ${plugin('maven-compiler-plugin', toolVersions.mavenCompiler)}
      ${plugin('maven-surefire-plugin', toolVersions.mavenSurefire)}
    </plugins>
  </build>
</project>
`;
  return { path: 'pom.xml', text };
}

function dependency(groupId: string, artifactId: string, version: string, scope?: string): string {
  return [
    '<dependency>',
    `  <groupId>${groupId}</groupId>`,
    `  <artifactId>${artifactId}</artifactId>`,
    `  <version>${version}</version>`,
    ...(scope === undefined ? [] : [`  <scope>${scope}</scope>`]),
    '</dependency>',
  ].join('\n    ');
}

function plugin(artifactId: string, version: string): string {
  return ['<plugin>', `  <artifactId>${artifactId}</artifactId>`, `  <version>${version}</version>`, '</plugin>'].join(
    '\n      ',
  );
}

function testOf({ expected, makesIndexes }: Example, name: string): string {
  return `${importsOf(makesIndexes)}
/** Runs the example on the server of REDIS_URL under keys of its own, and takes them away again. */
class ${name}Test {
    /** What the example prints, by the way to each value. */
    private static final String EXPECTED = """
${indented(JSON.stringify(expected, undefined, 2).replaceAll('\\', '\\\\'), '            ')}
            """;

    private final String url = System.getenv().getOrDefault("REDIS_URL", "redis://localhost:6379");
    private final String prefix = "test-" + UUID.randomUUID();
    private final RedisClient redis = RedisClient.create(url);

    @Test
    void doesWhatItSays() throws IOException, InterruptedException {
        JsonObject printed = JsonParser.parseString(run()).getAsJsonObject();
        JsonParser.parseString(EXPECTED).getAsJsonObject().asMap().forEach((way, value) -> {
            JsonElement found = printed;
            for (String part : way.split("\\\\.")) {
                found = found.getAsJsonObject().get(part);
            }
            assertEquals(value, found, way);
        });
        assertFalse(keys().isEmpty(), "there are keys in Redis");
    }

    @AfterEach
    void cleanUp() {
        Set<String> names = keys();
        if (!names.isEmpty()) {
            redis.unlink(names.toArray(new String[0]));
        }
${makesIndexes ? DROP_INDEXES : ''}        redis.close();
    }

    private String run() throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder builder = new ProcessBuilder(java, "-cp", System.getProperty("java.class.path"), "${name}");
        builder.environment().put("REDIS_URL", url);
        builder.environment().put("KEY_PREFIX", prefix);
        Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), "it ends well");
        return printed;
    }

${KEYS}`;
}

function importsOf(makesIndexes: boolean): string {
  return `import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;
${makesIndexes ? 'import redis.clients.jedis.exceptions.JedisDataException;\n' : ''}import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;
`;
}

const KEYS = `    private Set<String> keys() {
        Set<String> names = new HashSet<>();
        String cursor = ScanParams.SCAN_POINTER_START;
        do {
            ScanResult<String> page = redis.scan(cursor, new ScanParams().match(prefix + "*").count(1000));
            names.addAll(page.getResult());
            cursor = page.getCursor();
        } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
        return names;
    }
}
`;

function indented(text: string, indent: string): string {
  return text.replace(/^/gm, indent);
}

/** Servers without Search do not know the command. */
const DROP_INDEXES = `        try {
            redis.ftList().stream().filter(index -> index.startsWith(prefix)).forEach(redis::ftDropIndex);
        } catch (JedisDataException unknownCommand) {
            // There is no index where there is no Search.
        }
`;
