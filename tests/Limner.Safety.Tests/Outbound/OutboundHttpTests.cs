using System.Net;
using Limner.Kernel.Errors;
using Limner.Safety.Outbound;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Limner.Safety.Tests.Outbound;

public sealed class OutboundHttpTests
{
    [Fact]
    public async Task A_host_that_a_setting_names_is_called()
    {
        await using var server = await Peer.StartAsync();
        using var outbound = Outbound([server.Allow("localhost")]);
        (await outbound.CreateClient().GetStringAsync(server.At("localhost", "/hello"))).ShouldBe("hello");
    }

    [Fact]
    public async Task Any_other_host_port_or_scheme_is_refused_before_anything_is_sent()
    {
        await using var server = await Peer.StartAsync();
        using var outbound = Outbound([server.Allow("localhost")]);
        await RefusedAsync(outbound, server.At("127.0.0.1", "/hello"));
        await RefusedAsync(outbound, new Uri($"http://localhost:{server.Port + 1}/"));
        await RefusedAsync(outbound, new Uri("file:///etc/passwd"));
        server.Requests.ShouldBe(0);
    }

    [Theory]
    [InlineData("10.0.0.1")]
    [InlineData("127.0.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("192.168.1.1")]
    [InlineData("::1")]
    [InlineData("fd00::1")]
    [InlineData("::ffff:127.0.0.1")]
    public async Task A_name_that_leads_into_the_own_network_is_refused_unless_that_was_meant(string address)
    {
        using var outbound = Outbound([new OutboundHost("models.example", 80, "models.base_address", MayBePrivate: false)], _ => [IPAddress.Parse(address)]);
        await RefusedAsync(outbound, new Uri("http://models.example/"));
    }

    [Fact]
    public async Task Link_local_addresses_are_refused_whoever_wrote_them_down()
    {
        using var outbound = Outbound([new OutboundHost("169.254.169.254", 80, "ollama.server", MayBePrivate: true)]);
        await RefusedAsync(outbound, new Uri("http://169.254.169.254/latest/meta-data"));
    }

    [Fact]
    public async Task The_name_is_looked_up_once_and_the_connection_goes_where_the_check_looked()
    {
        await using var server = await Peer.StartAsync();
        var lookUps = 0;

        // The second answer would be another machine.
        using var outbound = Outbound([server.Allow("rebound.example")], _ => lookUps++ == 0 ? [IPAddress.Loopback] : [IPAddress.Parse("192.0.2.1")]);
        (await outbound.CreateClient().GetStringAsync(server.At("rebound.example", "/hello"))).ShouldBe("hello");
        lookUps.ShouldBe(1);
    }

    [Fact]
    public async Task Each_redirect_is_checked_again()
    {
        await using var server = await Peer.StartAsync();
        await using var inner = await Peer.StartAsync();
        using var outbound = Outbound([server.Allow("localhost")]);
        await RefusedAsync(outbound, server.At("localhost", "/to?" + inner.At("127.0.0.1", "/hello")));
        await RefusedAsync(outbound, server.At("localhost", "/to?file:///etc/passwd"));
        inner.Requests.ShouldBe(0);
        (await outbound.CreateClient().GetStringAsync(server.At("localhost", "/to?/hello"))).ShouldBe("hello");
    }

    [Fact]
    public async Task Credentials_do_not_go_along_to_another_host()
    {
        await using var server = await Peer.StartAsync();
        await using var other = await Peer.StartAsync();
        using var outbound = Outbound([server.Allow("localhost"), other.Allow("localhost")]);
        (await GetAsync(server.At("localhost", "/to?/key"))).ShouldBe("secret");
        (await GetAsync(server.At("localhost", "/to?" + other.At("localhost", "/key")))).ShouldBe("none");

        async Task<string> GetAsync(Uri address)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.Add("X-Api-Key", "secret");
            using var response = await outbound.CreateClient().SendAsync(request);
            return await response.Content.ReadAsStringAsync();
        }
    }

    [Fact]
    public async Task A_circle_ends_and_a_post_is_not_sent_on()
    {
        await using var server = await Peer.StartAsync();
        using var outbound = Outbound([server.Allow("localhost")]);
        await RefusedAsync(outbound, server.At("localhost", "/circle"));
        server.Requests.ShouldBe(6);
        var failure = await Should.ThrowAsync<LimnerException>(() => outbound.CreateClient().PostAsync(server.At("localhost", "/to?/hello"), new StringContent("x")));
        failure.Failure.Error.ShouldBe(ErrorCatalogue.OutboundRefused);
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("100.64.0.1", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("172.32.0.1", true)]
    [InlineData("192.0.2.1", false)]
    [InlineData("198.51.100.7", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("2606:4700:4700::1111", true)]
    [InlineData("2001:db8::1", false)]
    [InlineData("2001:0:1::1", false)]
    [InlineData("2002:7f00:1::1", false)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("::ffff:8.8.8.8", true)]
    public void Global_addresses_are_told_from_those_set_aside(string address, bool isGlobal) => OutboundHttp.IsGlobal(IPAddress.Parse(address)).ShouldBe(isGlobal);

    private static OutboundHttp Outbound(OutboundHost[] hosts, Func<string, IPAddress[]>? lookUp = null)
        => lookUp is null ? new([new Hosts(hosts)]) : new([new Hosts(hosts)], (name, _) => Task.FromResult(lookUp(name)));

    private static async Task RefusedAsync(OutboundHttp outbound, Uri address)
        => (await Should.ThrowAsync<LimnerException>(() => outbound.CreateClient().GetAsync(address))).Failure.Error.ShouldBe(ErrorCatalogue.OutboundRefused);

    private sealed class Hosts(OutboundHost[] hosts) : IOutboundHosts
    {
        public IEnumerable<OutboundHost> Allowed => hosts;
    }

    private sealed class Peer(WebApplication app) : IAsyncDisposable
    {
        private int _requests;

        public int Requests => _requests;

        public int Port { get; private set; }

        public static async Task<Peer> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var app = builder.Build();
            var peer = new Peer(app);
            app.Run(async context =>
            {
                Interlocked.Increment(ref peer._requests);
                switch (context.Request.Path.Value)
                {
                    case "/to":
                        context.Response.Redirect(context.Request.QueryString.Value![1..]);
                        break;
                    case "/circle":
                        context.Response.Redirect("/circle");
                        break;
                    case "/key":
                        await context.Response.WriteAsync(context.Request.Headers.TryGetValue("X-Api-Key", out var key) ? key.ToString() : "none");
                        break;
                    default:
                        await context.Response.WriteAsync("hello");
                        break;
                }
            });
            await app.StartAsync();
            peer.Port = new Uri(app.Urls.First()).Port;
            return peer;
        }

        public OutboundHost Allow(string host) => new(host, Port, "test", MayBePrivate: true);

        public Uri At(string host, string path) => new($"http://{host}:{Port}{path}");

        public async ValueTask DisposeAsync() => await app.DisposeAsync();
    }
}
