#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# peer_update.pl - appends a revision to a PDF, encrypted or not, as another program than ours would.
#
#   peer_update.pl PASSWORD IN OUT sign KEY.pem CERTIFICATE.pem CHAIN.pem [again]
#       a new signature field in the form, and its signature; "again": the catalog's strings are encrypted anew, too
#   peer_update.pl PASSWORD IN OUT page ENTRY    the first page's dictionary gets this entry
#   peer_update.pl PASSWORD IN OUT hybrid        it refers to an object that only a stream of a hybrid section shows
#   peer_update.pl PASSWORD IN OUT encrypt HOW   the trailer's /Encrypt is "gone", or another dictionary: "identity"
#
# qpdf says what stands in the file and gives the file's key; OpenSSL computes MD5, AES and the CMS; RC4 is here.
use strict;
use warnings;
use IPC::Open2;

my ($password, $in, $out, $mode, @arguments) = @ARGV;
my $file = slurp($in);

sub slurp { open my $f, '<:raw', $_[0] or die "$_[0]: $!"; local $/; return scalar <$f> }
sub spill { open my $f, '>:raw', $_[0] or die "$_[0]: $!"; print $f $_[1]; close $f or die $! }

sub filter { # BYTES COMMAND...: what the command makes of them
    my $bytes = shift;
    my $pid = open2(my $from, my $to, @_);
    binmode $_ for $from, $to;
    print $to $bytes;
    close $to;
    local $/;
    my $got = <$from>;
    waitpid $pid, 0;
    die "@_ failed" if $?;
    return $got;
}
sub md5 { filter($_[0], qw(openssl dgst -md5 -binary)) }
sub qpdf { my $t = filter('', 'qpdf', "--password=$password", @_, $in); chomp $t; return $t }
sub object { qpdf("--show-object=$_[0]") }

# --- encryption (ISO 32000-2 7.6) ---

my $about = qpdf('--show-encryption', '--show-encryption-key');
my $file_key = pack 'H*', $about =~ /^Encryption key = ([0-9a-f]+)$/m ? $1 : '';
my $method = $about =~ /^string encryption method: (\S+)/m ? $1 : 'RC4';

sub rc4 {
    my ($key, $text) = @_;
    my @s = (0 .. 255);
    my ($i, $j, $to) = (0, 0, '');
    for my $n (0 .. 255) {
        $j = ($j + $s[$n] + ord substr($key, $n % length $key, 1)) % 256;
        @s[$n, $j] = @s[$j, $n];
    }
    $j = 0;
    for my $c (unpack 'C*', $text) {
        $i = ($i + 1) % 256;
        $j = ($j + $s[$i]) % 256;
        @s[$i, $j] = @s[$j, $i];
        $to .= chr($c ^ $s[($s[$i] + $s[$j]) % 256]);
    }
    return $to;
}

sub encrypt { # TEXT NUMBER
    my ($text, $number) = @_;
    my $key = $file_key;
    return $text if $key eq '';
    if ($method ne 'AESv3') {
        $key = md5($file_key . substr(pack('V', $number), 0, 3) . "\0\0" . ($method eq 'AESv2' ? 'sAlT' : ''));
        $key = substr($key, 0, length($file_key) + 5) if length $file_key < 11;
    }
    return rc4($key, $text) if $method eq 'RC4';
    my $iv = filter('', qw(openssl rand 16));
    my $cipher = length $key == 32 ? '-aes-256-cbc' : '-aes-128-cbc';
    return $iv . filter($text, qw(openssl enc), $cipher, '-K', unpack('H*', $key), '-iv', unpack('H*', $iv));
}

sub literal { # after "(": what it says
    my ($text, $depth) = ('', 1);
    while (/\G(?:\\([0-7]{1,3})|\\(.)|([^\\]))/gcs) {
        if (defined $1) { $text .= chr oct $1; next }
        if (defined $2) { my %of = (n => "\n", r => "\r", t => "\t", b => "\b", f => "\f"); $text .= $of{$2} // $2; next }
        $depth++ if $3 eq '(';
        return $text if $3 eq ')' && --$depth == 0;
        $text .= $3;
    }
    die 'a string without its end';
}

sub sealed { # OBJECT NUMBER: the strings that qpdf shows in clear, encrypted for that object
    local $_ = $_[0];
    my $to = '';
    pos = 0;
    while (pos() < length) {
        if (/\G(<<|>>|[^<>()]+)/gc) { $to .= $1 }
        elsif (/\G<([0-9a-f]*)>/gc) { $to .= '<' . unpack('H*', encrypt(pack('H*', $1), $_[1])) . '>' }
        elsif (/\G\(/gc)            { $to .= '<' . unpack('H*', encrypt(literal(), $_[1])) . '>' }
        else                        { die "cannot read $_" }
    }
    return $to;
}

# --- the update ---

my $trailer = object('trailer');
my ($prev) = $file =~ /startxref\s+(\d+)\s+%%EOF\s*$/ or die 'no startxref';
my ($size, $root) = ($trailer =~ m{/Size (\d+)}, $trailer =~ m{/Root (\d+) 0 R});
my ($update, %offset) = ("\n");

sub put { # NUMBER OBJECT
    $offset{$_[0]} = length($file) + length $update;
    $update .= "$_[0] 0 obj\n$_[1]\nendobj\n";
}

sub first_page {
    my ($node) = object($root) =~ m{/Pages (\d+) 0 R};
    while (object($node) =~ m{/Kids \[ (\d+) 0 R}) { $node = $1 }
    return $node;
}

my ($encrypt) = $trailer =~ m{(/Encrypt \d+ 0 R)};
$encrypt //= '';

sub trailer_entries { # what the trailer says of encryption
    return join ' ', "/Root $root 0 R", $trailer =~ m{(/Info \d+ 0 R)}, $trailer =~ m{(/ID \[ .*? \])}, @_, "/Prev $prev";
}

sub end_update { # what the trailer says of encryption
    my $more = trailer_entries(@_);
    my $start = length($file) + length $update;
    if (substr($file, $prev, 4) eq 'xref') {
        $update .= "xref\n0 1\n0000000000 65535 f \n";
        $update .= sprintf "%d 1\n%010d 00000 n \n", $_, $offset{$_} for sort { $a <=> $b } keys %offset;
        $update .= "trailer\n<< /Size $size $more >>\n";
    } else {
        my $own = $size++;
        $offset{$own} = $start;
        my @numbers = sort { $a <=> $b } keys %offset;
        my $entries = join '', map { pack 'CNn', 1, $offset{$_}, 0 } @numbers;
        $update .= "$own 0 obj\n<< /Type /XRef /W [ 1 4 2 ] /Size $size $more /Length " . length($entries) .
            ' /Index [ ' . join(' ', map { "$_ 1" } @numbers) . " ] >>\nstream\n$entries\nendstream\nendobj\n";
    }
    $update .= "startxref\n$start\n%%EOF\n";
    $prev = $start;
}

# As word processors do it: a section that calls the object free, and one that names the stream in which it stands.
sub end_hybrid {
    my ($hidden, $packed, $own) = ($size++, $size++, $size++);
    my ($page, $body) = (first_page(), "$hidden 0 (hidden)");
    my $first = length("$hidden 0 ");
    put($page, sealed(object($page) =~ s{^<<}{<< /Note $hidden 0 R}r, $page));
    my $data = encrypt($body, $packed);
    put($packed, "<< /Type /ObjStm /N 1 /First $first /Length " . length($data) . " >>\nstream\n$data\nendstream");
    my $entries = pack('CNn', 2, $packed, 0) . pack('CNn', 1, $offset{$packed}, 0);
    put($own, "<< /Type /XRef /W [ 1 4 2 ] /Size $size /Index [ $hidden 2 ] " . trailer_entries($encrypt) . ' /Length ' . length($entries) .
        " >>\nstream\n$entries\nendstream");
    end_update($encrypt);
    my $start = length($file) + length $update;
    $update .= "xref\n0 0\ntrailer\n<< /Size $size " . trailer_entries($encrypt) . " /XRefStm $offset{$own} >>\nstartxref\n$start\n%%EOF\n";
}

# --- a signature ---

use constant {HOLE => 16384, RANGE => '[0 ********** ********** **********]'};

sub add_to { # ARRAY OF OBJECT, KEY, REFERENCE
    my ($object, $key, $item) = @_;
    return $object if $object =~ s{/$key \[ ([^\[\]]*)\]}{/$key [ $1$item ]};
    $object =~ s{^<<}{<< /$key [ $item ]};
    return $object;
}

sub add_field {
    my ($value, $field) = ($size++, $size++);
    my $page = first_page();
    my $catalog = object($root);
    my ($form) = $catalog =~ m{/AcroForm (\d+) 0 R};
    my $is_new = !defined $form;
    $form //= $size++;
    $catalog =~ s{^<<}{<< /AcroForm $form 0 R} if $is_new;
    put($root, sealed($catalog, $root)) if $is_new || ($arguments[3] // '') eq 'again';
    put($page, sealed(add_to(object($page), 'Annots', "$field 0 R"), $page));
    put($form, sealed(add_to($is_new ? '<< /SigFlags 3 >>' : object($form), 'Fields', "$field 0 R"), $form));
    put($field, sealed("<< /Type /Annot /Subtype /Widget /FT /Sig /T (Peer $field) /F 132 /Rect [ 0 0 0 0 ] /P $page 0 R /V $value 0 R >>", $field));
    put($value, '<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /M ' . sealed('(D:20261124080000Z)', $value) .
        ' /ByteRange ' . RANGE . ' /Contents <' . '0' x HOLE . '> >>');
}

sub sign {
    my ($key, $certificate, $chain) = @arguments;
    my $all = $file . $update;
    my $hole = index($all, '<' . '0' x HOLE . '>', length $file);
    my $after = $hole + HOLE + 2;
    my $range = sprintf '[0 %d %d %d]', $hole, $after, length($all) - $after;
    my $at = index($all, RANGE, length $file);
    substr($all, $at, length RANGE) = $range . ' ' x (length(RANGE) - length $range);
    my $cms = filter(substr($all, 0, $hole) . substr($all, $after), qw(openssl cms -sign -binary -cades -md sha256 -outform DER),
        '-signer', $certificate, '-inkey', $key, '-certfile', $chain);
    substr($all, $hole + 1, 2 * length $cms) = unpack 'H*', $cms;
    return $all;
}

if ($mode eq 'sign') {
    add_field();
    end_update($encrypt);
    spill($out, sign());
    exit;
}
if ($mode eq 'page') {
    my $page = first_page();
    put($page, sealed(object($page) =~ s{^<<}{<< $arguments[0]}r, $page));
    end_update($encrypt);
} elsif ($mode eq 'hybrid') {
    end_hybrid();
} elsif ($arguments[0] eq 'gone') {
    end_update();
} else {
    my ($number) = $encrypt =~ /(\d+)/;
    my $of = object($number);
    $of =~ s{/St[mr]F /\w+}{}g;
    put($number, $of);
    end_update($encrypt);
}
spill($out, $file . $update);
