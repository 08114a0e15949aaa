import { sshConformance } from './conformance/ssh.ts';

sshConformance('Docker commands over SSH, through two jump hosts', 'cli', 2);
