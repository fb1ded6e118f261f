import * as fs from 'node:fs';
import * as path from 'node:path';
import { installOnce } from '../../support/servers/cache';
import type { Runner } from './runner';
import { absent, clientCache, known, tool } from './runner';

/** Runs Java with Jedis and what Maven says that it needs. */
export const javaRunner: Runner = {
  missing: async () => (await absent('javac', ['-version'])) ?? (await absent('mvn', ['-version'])),
  async build(source, folder) {
    // The class that is public, or else the first, gives the file its name.
    const [, name] = /^(?:public )?(?:final )?class (\w+)/m.exec(source) ?? [];
    if (name === undefined) throw new Error('There is no class in the Java source.');
    const file = path.join(folder, `${name}.java`);
    fs.writeFileSync(file, source);
    const classPath = path.join(await libraries(), '*');
    await tool('javac', ['-Xlint:all,-processing', '-Werror', '-proc:none', '-cp', classPath, '-d', folder, file]);
    const places = [folder, classPath].join(path.delimiter);
    // Small and quick to start: eight of them run at once.
    const machine = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xmx128m'];
    return { program: 'java', args: [...machine, '-cp', places, name] };
  },
};

/** A folder with Jedis and what it depends on, as jar files. */
function libraries(): Promise<string> {
  const { id, packageName, version } = known('jedis');
  const [groupId = '', artifactId = ''] = packageName.split(':');
  const fill = async (folder: string): Promise<string> => {
    fs.writeFileSync(path.join(folder, 'pom.xml'), pom({ groupId, artifactId, version }));
    const copy = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';
    await tool('mvn', ['-q', '-B', copy, `-DoutputDirectory=${folder}`], { cwd: folder });
    return version;
  };
  return installOnce(clientCache(), id, fill, version);
}

/** The second dependency says where logs go, which is nowhere. */
function pom({ groupId, artifactId, version }: Readonly<Record<'groupId' | 'artifactId' | 'version', string>>): string {
  const dependency = (group: string, artifact: string, number: string): string =>
    `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${number}</version></dependency>`;
  return [
    '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>',
    '<groupId>example</groupId><artifactId>snippet</artifactId><version>1</version><dependencies>',
    dependency(groupId, artifactId, version),
    dependency('org.slf4j', 'slf4j-nop', '1.7.36'),
    '</dependencies></project>',
  ].join('\n');
}
