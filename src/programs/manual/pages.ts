// The manual, one page on each line: name(section)¦summary¦synopsis¦description¦examples,
// which `;;` separates.
// It is text until somebody asks, and read line by line then.

export interface Page {
  readonly name: string;
  readonly section: string;
  readonly summary: string;
  readonly synopsis: string;
  readonly description: string;
  readonly examples: readonly string[];
}

export function pages(): Page[] {
  return PAGES.split('\n').map((line) => {
    const [title, summary, synopsis, description, examples] = line.split('¦');
    const at = title.indexOf('(');
    return {
      name: title.slice(0, at),
      section: title.slice(at + 1, -1),
      summary,
      synopsis,
      description,
      examples: examples.split(';;'),
    };
  });
}

const PAGES = `awk(1)¦find and process patterns in text¦awk [-F fs] [-v var=value] 'program' [file ...]¦Reads line by line, splits each line into fields $1, $2 ... and runs the actions whose patterns match. NR counts lines, NF fields.¦awk '{print $1}' file;;kubectl get pods | awk 'NR>1 && $3!="Running" {print $1}'
base64(1)¦encode and decode data as base64¦base64 [-d] [-w COLS] [FILE]¦Encodes standard input or FILE; -d decodes, -w 0 writes one line. Values in the data of a Secret are base64.¦echo -n secret | base64;;kubectl get secret s -o jsonpath='{.data.key}' | base64 -d
basename(1)¦strip directory and suffix from names¦basename NAME [SUFFIX]¦Prints NAME without its leading directories, and without SUFFIX.¦basename /etc/hosts
bash(1)¦the GNU Bourne-Again shell¦bash [options] [file [arguments]]¦A command interpreter. help lists what is built in; help NAME explains one of them.¦bash -c 'echo $0' name;;set -euo pipefail
bc(1)¦a calculator of any precision¦bc [-l] [-q] [file ...]¦Reads a small language: + - * / % ^, variables, if, while, for, define. scale is the number of digits behind the point; -l loads s c a l e j.¦echo 'scale=2; 10/3' | bc
blkid(8)¦show attributes of block devices¦blkid [device ...]¦Prints type, label and UUID of file systems.¦blkid
cat(1)¦concatenate files to standard output¦cat [-n] [-A] [FILE ...]¦With no FILE, or when it is -, reads standard input. -n numbers lines, -A shows ends, tabs and control characters.¦cat /etc/hosts;;cat <<EOF > file
chmod(1)¦change the mode of files¦chmod [-R] MODE FILE ...¦MODE is octal (644) or symbolic (u+x,g-w,o=r).¦chmod 600 key;;chmod -R a+rX dir
chown(1)¦change owner and group of files¦chown [-R] [OWNER][:GROUP] FILE ...¦Only root may give files away.¦chown etcd:etcd /var/lib/etcd
column(1)¦arrange lists in columns¦column [-t] [-s SEP] [-o SEP] [-N NAMES] [-J] [FILE ...]¦-t makes a table of aligned columns, -J a JSON object of it.¦column -t -s: /etc/passwd
comm(1)¦compare two sorted files line by line¦comm [-123] FILE1 FILE2¦Three columns: only in the first, only in the second, in both.¦comm -12 a b
cp(1)¦copy files and directories¦cp [-r] [-p] [-a] [-i] [-n] [-v] SOURCE ... DEST¦-r copies directories, -a keeps modes, owners and times.¦cp /etc/kubernetes/manifests/etcd.yaml /root/
crictl(1)¦client of the container runtime interface¦crictl [global options] command¦Talks to containerd directly: ps, pods, images, logs, exec, inspect, stop, rm. Useful when the API server is down.¦crictl ps -a;;crictl logs CONTAINER
crontab(1)¦tables for cron¦crontab [-u user] {-e | -l | -r}¦-e edits, -l lists, -r removes the table of a user.¦crontab -l
crontab(5)¦format of the tables for cron¦minute hour day-of-month month day-of-week command¦Five fields of time, then the command. A field is *, a number, a list 1,2, a range 1-5 or a step */10. Months and days may be names. @daily, @hourly and @reboot stand for all five.¦*/5 * * * * /usr/local/bin/backup;;0 3 * * 1-5 etcdctl snapshot save /backup/etcd.db
curl(1)¦transfer a URL¦curl [-k] [-s] [-i] [-o FILE] [-H HEADER] [-X METHOD] URL¦-k accepts any certificate, -s says nothing, -i shows the headers, --cacert, --cert and --key are for TLS.¦curl -k https://127.0.0.1:6443/healthz
cut(1)¦remove sections from each line¦cut {-b|-c|-f} LIST [-d DELIM] [FILE ...]¦LIST is N, N-M, N- or -M, separated by commas.¦cut -d: -f1 /etc/passwd
date(1)¦print the date and time¦date [-u] [-d STRING] [+FORMAT]¦FORMAT has %Y %m %d %H %M %S %s and more; -d shows another time than now.¦date -d '2 days ago' +%F
dd(1)¦convert and copy a file¦dd [if=FILE] [of=FILE] [bs=N] [count=N] [skip=N] [seek=N] [conv=...] [status=...]¦Copies block by block and reports the blocks on standard error.¦dd if=/dev/zero of=/swapfile bs=1M count=64
df(1)¦report space of file systems¦df [-h] [-i] [-T] [FILE ...]¦-h for people, -i counts inodes, -T shows the type.¦df -h /var
diff(1)¦compare files line by line¦diff [-u | -c | -y] [-r] [-q] [-i] [-w] FILE1 FILE2¦Status 0 when they are the same, 1 when they differ, 2 in trouble.¦diff -u old.yaml new.yaml
dig(1)¦DNS lookup¦dig [@server] name [type] [+short]¦Asks a name server and prints the answer.¦dig @10.96.0.10 kubernetes.default.svc.cluster.local
dmesg(1)¦print the messages of the kernel¦dmesg [-T] [-w] [-H]¦-T shows the time of day.¦dmesg -T
du(1)¦estimate the space files take¦du [-h] [-s] [-a] [-d N] [FILE ...]¦-s one sum for each, -d N only N levels deep.¦du -sh /var/lib/etcd
echo(1)¦display a line of text¦echo [-n] [-e] [STRING ...]¦-n leaves the newline out, -e understands backslashes.¦echo -e 'a\\tb'
env(1)¦run a program in a changed environment¦env [-i] [-u NAME] [NAME=VALUE ...] [COMMAND]¦Without COMMAND prints the environment.¦env -i bash --norc
etcdctl(1)¦client of etcd¦etcdctl [--endpoints URL] [--cacert F --cert F --key F] command¦snapshot save writes a snapshot of the keys; endpoint health and member list tell how the cluster does. etcdutl snapshot restore makes a data directory of a snapshot.¦etcdctl snapshot save /backup/etcd.db
file(1)¦tell what a file is¦file [-b] [-i] [-L] FILE ...¦Looks at the first bytes.¦file /usr/bin/kubectl
find(1)¦search for files below directories¦find [path ...] [expression]¦Tests: -name, -type, -size, -mtime, -user, -perm, -newer. Actions: -print, -exec CMD {} \\;, -delete.¦find /etc -name '*.conf' -mtime -1
flock(1)¦hold a lock while a command runs¦flock [-n] [-w SEC] FILE COMMAND¦-n fails at once when somebody else has the lock.¦flock -n /run/backup.lock backup.sh
free(1)¦display memory¦free [-h] [-m]¦Total, used, free, shared, cached and available memory, and swap.¦free -h
fstab(5)¦the file systems to mount¦device mountpoint type options dump pass¦One file system on each line of /etc/fstab. Kubernetes wants swap off: comment its line out.¦UUID=... / ext4 defaults 0 1
grep(1)¦print lines that match patterns¦grep [-E|-F|-P] [-i] [-v] [-c] [-n] [-r] [-A N] [-B N] PATTERN [FILE ...]¦Status 0 when something matched, 1 when nothing did, 2 in trouble.¦grep -rn 'image:' /etc/kubernetes/manifests
gzip(1)¦compress files¦gzip [-d] [-k] [-c] [FILE ...]¦gunzip is gzip -d, zcat prints what is inside.¦gzip -k file
head(1)¦print the first part of files¦head [-n N] [-c N] [FILE ...]¦Ten lines unless said; -n -N all but the last N.¦head -n 5 file
hostnamectl(1)¦query and set the host name¦hostnamectl [status | hostname NAME]¦Shows the name, the machine and the operating system.¦hostnamectl
hosts(5)¦names of hosts¦IP_address canonical_name [aliases ...]¦/etc/hosts is asked before DNS.¦10.0.0.10 controlplane
id(1)¦print user and group IDs¦id [-u] [-g] [-G] [-n] [USER]¦Of the present user unless one is named.¦id -un
ip(8)¦show and change addresses, routes and links¦ip [-br] {addr | link | route | neigh} [show]¦a, l and r are short for them.¦ip -br a;;ip route
iptables(8)¦rules for packets¦iptables [-t table] {-L | -S} [chain] [-n] [-v]¦What kube-proxy writes for services is in the nat table.¦iptables -t nat -S KUBE-SERVICES
join(1)¦join lines of two files on a common field¦join [-t CHAR] [-1 N] [-2 N] [-a N] [-o LIST] FILE1 FILE2¦Both must be sorted on the field.¦join a b
journalctl(1)¦print the log of systemd¦journalctl [-u UNIT] [-f] [-n N] [--since TIME] [-p LEVEL] [-b] [-xe]¦-u one unit, -f follows, -xe jumps to the end with explanations.¦journalctl -u kubelet -f;;journalctl -u kubelet --since '5 min ago'
jq(1)¦process JSON¦jq [-r] [-c] [--arg NAME VALUE] FILTER [FILE ...]¦.a.b takes a field, .[] every element, select(f) keeps, map(f) changes.¦kubectl get pods -o json | jq -r '.items[].metadata.name'
kill(1)¦send a signal to processes¦kill [-SIGNAL] PID ...¦TERM unless said; -l lists the signals.¦kill -HUP 1234
kubeadm(1)¦set up a Kubernetes cluster¦kubeadm [command] [flags]¦init makes a control plane, join adds a node, upgrade plan and upgrade apply change the version, certs check-expiration and certs renew look after certificates, token create --print-join-command prints what a new node runs, reset undoes.¦kubeadm upgrade plan;;kubeadm token create --print-join-command
kubectl(1)¦control a Kubernetes cluster¦kubectl [command] [TYPE] [NAME] [flags]¦get, describe, create, apply, edit, delete, run, expose, scale, rollout, logs, exec, drain, cordon, taint, label, annotate, explain, auth can-i, config. kubectl COMMAND --help explains one of them, kubectl explain TYPE the fields of an object.¦kubectl get pods -A -o wide;;kubectl create deployment web --image=nginx --dry-run=client -o yaml;;kubectl explain pod.spec.containers
kubelet(1)¦the agent of a Kubernetes node¦kubelet [flags]¦Starts the pods of its node through the container runtime, and those in the directory staticPodPath. Its configuration is /var/lib/kubelet/config.yaml; systemctl and journalctl -u kubelet tell how it does.¦systemctl restart kubelet
less(1)¦page through text¦less [-N] [-S] [-R] [-i] [-F] [FILE ...]¦Space and b page, j and k go by lines, /PATTERN and ?PATTERN search, n and N repeat, g and G go to the ends, q leaves.¦less +G /var/log/syslog
ln(1)¦make links between files¦ln [-s] [-f] TARGET [NAME]¦-s makes a symbolic link.¦ln -s /etc/hosts h
logger(1)¦write into the system log¦logger [-t TAG] [-p PRIORITY] [MESSAGE]¦journalctl -t TAG shows it.¦logger -t backup done
ls(1)¦list directory contents¦ls [-l] [-a] [-h] [-t] [-r] [-R] [-d] [FILE ...]¦-l long, -a also hidden, -t by time, -S by size, -r the other way round.¦ls -ltr /var/log
lsblk(8)¦list block devices¦lsblk [-f] [device ...]¦-f shows file systems.¦lsblk
lsmod(8)¦show loaded kernel modules¦lsmod¦br_netfilter and overlay should be among them.¦lsmod | grep br_netfilter
man(1)¦show manual pages¦man [SECTION] PAGE ...¦-k WORD searches the summaries, -f NAME prints one. Sections: 1 programs, 5 files, 8 administration.¦man 5 crontab
mkdir(1)¦make directories¦mkdir [-p] [-m MODE] DIRECTORY ...¦-p also makes parents and does not mind when it is there.¦mkdir -p a/b/c
mkfifo(1)¦make named pipes¦mkfifo [-m MODE] NAME ...¦What one process writes into it another reads.¦mkfifo p
modprobe(8)¦load kernel modules¦modprobe [-r] MODULE¦/etc/modules-load.d says what is loaded at boot.¦modprobe br_netfilter
mount(8)¦mount a file system¦mount [-t TYPE] [-o OPTIONS] [DEVICE] [DIRECTORY]¦Without arguments lists what is mounted.¦mount | grep ' / '
mv(1)¦move or rename files¦mv [-f] [-i] [-n] [-v] SOURCE ... DEST¦Within one file system nothing is copied.¦mv /etc/kubernetes/manifests/kube-scheduler.yaml /root/
nano(1)¦a small editor¦nano [+LINE] [FILE]¦The keys are at the bottom of the screen: ^O writes, ^X leaves, ^W searches, ^K cuts a line, ^U puts it back.¦nano pod.yaml
nc(1)¦open connections and listen¦nc [-z] [-v] [-w SEC] [-l] HOST PORT¦-z only looks whether anybody listens.¦nc -zv 10.0.0.10 6443
nice(1)¦run a program with another priority¦nice [-n N] COMMAND¦19 is the most patient, -20 the most urgent.¦nice -n 10 make
nl(1)¦number lines¦nl [-b a] [-w N] [-s SEP] [FILE]¦Empty lines are not counted unless -b a.¦nl -ba file
od(1)¦dump files in octal and other formats¦od [-A RADIX] [-t TYPE] [-c] [-x] [FILE]¦-c characters, -An -tx1 bytes in hexadecimal.¦od -c file
openssl(1)¦cryptography from the command line¦openssl command [options]¦x509 shows certificates, req makes requests, genrsa keys, verify checks chains, s_client talks TLS.¦openssl x509 -in /etc/kubernetes/pki/apiserver.crt -noout -text
passwd(5)¦the users¦name:password:UID:GID:comment:home:shell¦One user on each line of /etc/passwd; passwords are in /etc/shadow.¦root:x:0:0:root:/root:/bin/bash
paste(1)¦merge lines of files¦paste [-d LIST] [-s] [FILE ...]¦-s puts all lines of a file into one.¦paste -sd, file
patch(1)¦apply differences to files¦patch [-p N] [-R] [--dry-run] [FILE [PATCH]]¦-p N takes N directories off the names, -R undoes.¦patch -p1 < fix.diff
pgrep(1)¦look up processes by name¦pgrep [-f] [-l] [-a] [-u USER] PATTERN¦pkill signals them. -f looks at the whole command line.¦pgrep -af kube-apiserver
printf(1)¦format and print data¦printf FORMAT [ARGUMENT ...]¦FORMAT is used again until the arguments are used up.¦printf '%-10s %5d\\n' a 1
ps(1)¦report processes¦ps [aux] [-ef] [-o FORMAT] [--sort KEY]¦aux and -ef show all of them.¦ps -ef | grep kubelet;;ps aux --sort=-%mem | head
pwd(1)¦print the working directory¦pwd [-L] [-P]¦-P resolves links.¦pwd
resolv.conf(5)¦the name servers¦nameserver ADDRESS / search DOMAIN ... / options ...¦In a pod the kubelet writes it: the cluster DNS and the domains of the namespace.¦nameserver 10.96.0.10
rm(1)¦remove files or directories¦rm [-r] [-f] [-i] FILE ...¦-r also directories with what is in them, -f does not ask.¦rm -rf dir
scp(1)¦copy files between hosts¦scp [-r] [-P PORT] [-i KEY] SOURCE ... TARGET¦A remote file is [user@]host:path.¦scp file node01:/tmp/
sed(1)¦edit a stream¦sed [-n] [-i] [-E] 'script' [FILE ...]¦s/a/b/g replaces, /x/d deletes, 2p prints, -i writes the file.¦sed -i 's/1.29/1.30/' file
seq(1)¦print a sequence of numbers¦seq [-w] [-s SEP] [FIRST [STEP]] LAST¦FIRST and STEP are 1 unless said.¦seq -w 1 10
shuf(1)¦shuffle lines¦shuf [-n N] [-e] [-i LO-HI] [FILE]¦An order by chance.¦shuf -n1 file
sleep(1)¦wait¦sleep NUMBER[smhd] ...¦Seconds unless said.¦sleep 1m
sort(1)¦sort lines¦sort [-n] [-r] [-k KEY] [-t SEP] [-u] [-h] [-V] [FILE ...]¦-k 2,2n sorts by the number in the second field.¦sort -t: -k3n /etc/passwd
split(1)¦split a file into pieces¦split [-l N] [-b N] [-n N] [-d] [FILE [PREFIX]]¦The pieces are named xaa, xab ...¦split -l 100 big part-
ss(8)¦list sockets¦ss [-t] [-u] [-l] [-n] [-p]¦-tlnp: who listens on which TCP port.¦ss -tlnp | grep 6443
ssh(1)¦log in on another host¦ssh [-i KEY] [-p PORT] [user@]host [command]¦~/.ssh/config holds short names, ~/.ssh/known_hosts the keys of hosts.¦ssh node01 systemctl status kubelet
stat(1)¦display file status¦stat [-c FORMAT] FILE ...¦Size, mode, owner and times.¦stat -c '%a %U' file
strings(1)¦print the readable parts of a file¦strings [-n N] [FILE ...]¦Four characters at least unless said.¦strings /usr/bin/kubectl
stty(1)¦terminal settings¦stty [-a] [SETTING ...]¦stty sane repairs a terminal, stty size prints rows and columns.¦stty -echo
su(1)¦become another user¦su [-] [USER] [-c COMMAND]¦- starts a login shell.¦su - ubuntu
sudo(8)¦run a command as another user¦sudo [-u USER] [-i] COMMAND¦/etc/sudoers says who may.¦sudo -i
sudoers(5)¦who may use sudo¦user host=(runas) [NOPASSWD:] commands¦Edited with visudo, which checks it first.¦ubuntu ALL=(ALL) NOPASSWD:ALL
swapoff(8)¦stop using swap¦swapoff [-a] [DEVICE]¦The kubelet does not start with swap on unless told to.¦swapoff -a
sysctl(8)¦read and set kernel parameters¦sysctl [-w] [-p] [--system] NAME[=VALUE]¦Files in /etc/sysctl.d are read with --system and at boot.¦sysctl -w net.ipv4.ip_forward=1
systemctl(1)¦control systemd¦systemctl COMMAND [UNIT ...]¦status, start, stop, restart, enable, disable, daemon-reload, list-units, cat, is-active. Unit files are in /etc/systemd/system and /usr/lib/systemd/system.¦systemctl status kubelet;;systemctl enable --now kubelet
tac(1)¦concatenate and print files in reverse¦tac [FILE ...]¦The last line comes first.¦tac file
tail(1)¦print the last part of files¦tail [-n N] [-f] [-F] [FILE ...]¦-f goes on as the file grows, -n +N begins at line N.¦tail -f /var/log/syslog
tar(1)¦archive files¦tar {-c|-x|-t} [-z] [-v] -f ARCHIVE [FILE ...]¦-C changes the directory first.¦tar czf backup.tgz /etc/kubernetes
tee(1)¦copy input to files and output¦tee [-a] [FILE ...]¦-a appends.¦echo 1 | sudo tee /proc/sys/net/ipv4/ip_forward
test(1)¦check file types and compare values¦test EXPRESSION, or [ EXPRESSION ]¦-f file, -d directory, -z empty, = != -eq -lt.¦[ -f /etc/hosts ] && echo yes
timeout(1)¦run a command with a time limit¦timeout [-s SIGNAL] [-k SEC] DURATION COMMAND¦Status 124 when time was over.¦timeout 5 sleep 10
touch(1)¦change file times¦touch [-t TIME] [-d DATE] FILE ...¦Makes files that are not there.¦touch file
tr(1)¦translate or delete characters¦tr [-d] [-s] [-c] SET1 [SET2]¦Reads standard input only.¦tr a-z A-Z < file
uname(1)¦print system information¦uname [-a] [-r] [-s] [-m]¦-r is the release of the kernel.¦uname -r
uniq(1)¦report or omit repeated lines¦uniq [-c] [-d] [-u] [INPUT]¦Only neighbours are compared: sort first.¦sort file | uniq -c | sort -rn
vim(1)¦a programmer's editor¦vim [+LINE] [FILE ...]¦i inserts, Esc ends that, :w writes, :q leaves, :q! leaves without writing, /x searches, dd deletes a line, u undoes.¦vim +10 pod.yaml
watch(1)¦run a program again and again¦watch [-n SEC] [-d] COMMAND¦Ctrl-C ends it.¦watch kubectl get pods
wc(1)¦count lines, words and bytes¦wc [-l] [-w] [-c] [-m] [FILE ...]¦All three unless said.¦wc -l file
which(1)¦locate a command¦which [-a] NAME ...¦Looks along PATH.¦which kubectl
xargs(1)¦build command lines from input¦xargs [-n N] [-I R] [-0] [-r] [-P N] [COMMAND]¦-I {} puts each line where {} stands.¦kubectl get pods -o name | xargs -n1 kubectl describe
xxd(1)¦make a hexdump, or the reverse¦xxd [-p] [-r] [-i] [-c N] [FILE]¦-r makes bytes of a dump.¦xxd file
yq(1)¦process YAML¦yq [-i] [-o json] [-p json] EXPRESSION [FILE ...]¦The language is like that of jq; comments and styles stay.¦yq '.spec.replicas = 3' -i deploy.yaml`;
