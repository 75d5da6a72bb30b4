#!/usr/bin/env perl
# SPDX-License-Identifier: Apache-2.0
# http_server.pl DIR - a server on loopback for online_test.sh, with manners and without. Writes its port to DIR/port and
# each request's first line to DIR/log.
#
# What it does with a path stands in DIR/mode/NAME, NAME being the path with _ for /; without such a file:
#   GET PATH      DIR/www/PATH
#   POST PATH     what DIR/responder REQUEST ANSWER makes
# Modes: silent, slow (a byte a second), huge (without end), long (says that it will be), garbage, empty, redirect, error,
# file NAME (DIR/NAME).
use strict;
use warnings;
use IO::Socket::INET;

my $dir = shift or die "usage: http_server.pl DIR\n";
my $server = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => 0, Listen => 16, ReuseAddr => 1) or die "listen: $!\n";
setpgrp 0, 0; # whoever stops us stops those who are asleep, too
$SIG{TERM} = sub { $SIG{TERM} = 'IGNORE'; kill 'TERM', -$$; exit 0 };
$SIG{CHLD} = 'IGNORE';
$SIG{PIPE} = 'IGNORE';

sub slurp { open my $f, '<:raw', $_[0] or return undef; local $/; return <$f> }
sub spew { my ($name, $bytes) = @_; open my $f, '>:raw', $name or die "$name: $!\n"; print $f $bytes; close $f }

sub answer {
    my ($to, $code, $body, @headers) = @_;
    print $to join("\r\n", "HTTP/1.1 $code X", 'Connection: close', 'Content-Length: ' . length $body, @headers, '', $body);
}

sub read_request {
    my ($from) = @_;
    my ($head, $body) = ('', '');
    while ($head !~ /\r\n\r\n/) { sysread($from, $head, 4096, length $head) or return }
    ($head, $body) = split /\r\n\r\n/, $head, 2;
    my $length = $head =~ /^content-length: *(\d+)/im ? $1 : 0;
    while (length $body < $length) { sysread($from, $body, 4096, length $body) or return }
    return $head =~ m{^(\w+) (\S+)} ? ($1, $2, $body) : ();
}

my %modes = (
    silent   => sub { sleep 40 },
    slow     => sub { my $to = shift; print $to "HTTP/1.1 200 X\r\nContent-Length: 1000\r\n\r\n"; for (1 .. 40) { print $to 'x' or last; sleep 1 } },
    huge     => sub { my $to = shift; print $to "HTTP/1.1 200 X\r\n\r\n"; my $k = 'x' x 65536; for (1 .. 4096) { print $to $k or last } },
    long     => sub { my $to = shift; print $to "HTTP/1.1 200 X\r\nContent-Length: 99999999999\r\n\r\nx" },
    garbage  => sub { answer($_[0], 200, 'this is none' x 50) },
    empty    => sub { answer($_[0], 200, '') },
    redirect => sub { answer($_[0], 302, 'there', "Location: http://127.0.0.1:$_[2]/elsewhere") },
    error    => sub { answer($_[0], 500, 'no') },
    file     => sub { answer($_[0], 200, slurp("$dir/$_[1]") // '') },
);

sub serve {
    my ($to) = @_;
    $to->autoflush(1);
    my ($method, $path, $body) = read_request($to) or return;
    open my $log, '>>', "$dir/log" or die;
    print $log "$method $path\n";
    close $log;
    (my $name = $path) =~ tr{/}{_};
    my ($mode, $argument) = split ' ', slurp("$dir/mode/$name") // '';
    return $modes{$mode}->($to, $argument, $server->sockport) if $mode;
    if ($method eq 'POST') {
        spew("$dir/request.$$", $body);
        system("$dir/responder", "$dir/request.$$", "$dir/answer.$$");
        $body = slurp("$dir/answer.$$");
    } else {
        $body = $path =~ /\.\./ ? undef : slurp("$dir/www$path");
    }
    answer($to, defined $body ? 200 : 404, $body // 'nothing');
}

spew("$dir/port.new", $server->sockport);
rename "$dir/port.new", "$dir/port";
while (my $client = $server->accept or $!{EINTR}) {
    next unless ref $client;
    if (!fork) {
        $SIG{ALRM} = $SIG{TERM} = 'DEFAULT';
        alarm 60;
        $SIG{CHLD} = 'DEFAULT';
        serve($client);
        exit 0;
    }
    close $client;
}
