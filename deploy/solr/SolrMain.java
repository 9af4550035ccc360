import java.net.InetSocketAddress;
import java.util.EnumSet;
import javax.servlet.DispatcherType;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.apache.solr.core.CoreContainer;
import org.apache.solr.servlet.CoreContainerProvider;
import org.apache.solr.servlet.SolrDispatchFilter;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.servlet.FilterHolder;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHolder;

/** Starts Solr in an embedded Jetty on 127.0.0.1: Solr 9 publishes no main class of its own. */
public class SolrMain {
  private static final int HEADER_BYTES = 64 * 1024;
  private static final long STOP_MILLISECONDS = 15_000;

  public static void main(String[] arguments) throws Exception {
    Server server = new Server();
    server.addConnector(connector(server, Integer.getInteger("jetty.port")));
    FilterHolder solr = new FilterHolder(SolrDispatchFilter.class);
    server.setHandler(context(solr));
    server.setStopAtShutdown(true);
    server.setStopTimeout(STOP_MILLISECONDS);
    server.start();
    refuseBrokenCores(((SolrDispatchFilter) solr.getFilter()).getCores());
    System.out.println("Solr is ready");
    server.join();
  }

  private static ServerConnector connector(Server server, int port) {
    HttpConfiguration http = new HttpConfiguration();
    http.setRequestHeaderSize(HEADER_BYTES);
    http.setSendServerVersion(false);
    ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
    connector.setHost("127.0.0.1");
    connector.setPort(port);
    return connector;
  }

  private static ServletContextHandler context(FilterHolder solr) {
    ServletContextHandler context = new ServletContextHandler(ServletContextHandler.NO_SESSIONS);
    context.setContextPath("/solr");
    context.addEventListener(new CoreContainerProvider());
    context.addFilter(solr, "/*", EnumSet.of(DispatcherType.REQUEST));
    context.addServlet(new ServletHolder(new NotFound()), "/*");
    return context;
  }

  // Solr logs a core that cannot start and serves on without it.
  private static void refuseBrokenCores(CoreContainer cores) {
    cores.waitForLoadingCoresToFinish(60_000);
    if (cores.getCoreInitFailures().isEmpty()) return;
    cores.getCoreInitFailures().forEach((name, failure) -> failure.exception.printStackTrace());
    System.exit(1);
  }

  private static class NotFound extends HttpServlet {
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) {
      response.setStatus(HttpServletResponse.SC_NOT_FOUND);
    }
  }
}
