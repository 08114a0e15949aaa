import { sshConformance } from './conformance/ssh.ts';

sshConformance('Docker commands over SSH, directly', 'cli', 0);
