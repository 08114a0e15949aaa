import { sshConformance } from './conformance/ssh.ts';

sshConformance('Docker commands over SSH, through a jump host', 'cli', 1);
